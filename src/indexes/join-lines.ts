/** Joins the lines of text files, with wasm/assembly/trie/text-rows.ts. */
import { bytesOf } from '../base/bytes.ts'
import type { IndexProgram } from './index-program.ts'
import type { PlacedTexts, TextRows } from './text-rows.ts'

/**
 * `heading`, and a line for each row: `first`, the text of `a`, a blank, the text of `b`.
 * @param a and `b` have as many rows
 */
export function joinLines(
  program: IndexProgram,
  heading: string,
  first: string,
  a: TextRows,
  b: TextRows,
): Uint8Array {
  const { count } = a
  const blank = program.copyIn(bytesOf(' '))
  const firstAt = program.copyIn(bytesOf(first))
  const [boundsA, boundsB] = [a.column.bounds, b.column.bounds]
  const size = program.exports.joinedSize(count, first.length + 1, boundsA, a.rows, boundsB, b.rows)
  const target = program.allocate(heading.length + size)
  program.exports.joinLines(
    count,
    firstAt,
    first.length,
    a.column.texts,
    boundsA,
    a.rows,
    blank,
    1,
    b.column.texts,
    boundsB,
    b.rows,
    target + heading.length,
  )
  const lines = program.bytes(target, heading.length + size)
  lines.set(bytesOf(heading))
  return lines
}

/**
 * A line for each of `count` paths: the path, a colon, and a blank and a path for each of its dependencies, which are
 * `modules[starts[i]]` to `modules[starts[i + 1]]`.
 */
export function joinDependencies(
  program: IndexProgram,
  paths: PlacedTexts,
  starts: Int32Array,
  modules: Int32Array,
): PlacedTexts {
  const count = starts.length - 1
  const [startsAt, modulesAt] = [program.copyIn(starts), program.copyIn(modules)]
  const size = program.exports.dependenciesSize(count, paths.bounds, startsAt, modulesAt)
  const texts = program.allocate(size)
  const bounds = program.allocateWords(count + 1)
  program.exports.joinDependencies(count, paths.texts, paths.bounds, startsAt, modulesAt, texts, bounds)
  return { texts, bounds, size }
}
