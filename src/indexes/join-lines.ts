/** The lines of text files, joined by wasm/assembly/trie/text-rows.ts. */
import { bytesOf } from '../base/bytes.ts'
import type { IndexKernel } from './index-program.ts'
import type { PlacedTexts, TextRows } from './text-rows.ts'

/**
 * `heading`, and a line for each row: `first`, the text of `a`, a blank, the text of `b`.
 * @param a and `b` have as many rows
 */
export function joinLines(
  kernel: IndexKernel,
  heading: string,
  first: string,
  a: TextRows,
  b: TextRows,
): Uint8Array {
  const { count } = a
  const blank = kernel.place(bytesOf(' '))
  const firstAt = kernel.place(bytesOf(first))
  const [boundsA, boundsB] = [a.column.bounds, b.column.bounds]
  const size = kernel.program.joinedSize(count, first.length + 1, boundsA, a.rows, boundsB, b.rows)
  const target = kernel.room(heading.length + size)
  kernel.program.joinLines(
    ...([count, firstAt, first.length, a.column.texts, boundsA, a.rows] as const),
    ...([blank, 1, b.column.texts, boundsB, b.rows, target + heading.length] as const),
  )
  const lines = kernel.bytes(target, heading.length + size)
  lines.set(bytesOf(heading))
  return lines
}

/**
 * A line for each of `count` paths: the path, a colon, and a blank and a path for each of its dependencies, which are
 * `modules[starts[i]]` to `modules[starts[i + 1]]`.
 */
export function joinDependencies(
  kernel: IndexKernel,
  paths: PlacedTexts,
  starts: Int32Array,
  modules: Int32Array,
): PlacedTexts {
  const count = starts.length - 1
  const [startsAt, modulesAt] = [kernel.place(starts), kernel.place(modules)]
  const size = kernel.program.dependenciesSize(count, paths.bounds, startsAt, modulesAt)
  const texts = kernel.room(size)
  const bounds = kernel.wordRoom(count + 1)
  kernel.program.joinDependencies(
    ...([count, paths.texts, paths.bounds, startsAt, modulesAt, texts, bounds] as const),
  )
  return { texts, bounds, size }
}
