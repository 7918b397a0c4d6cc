/** The lines of text files, joined by kernels/assembly/text-rows.ts. */
import { bytesOf } from '../base/bytes.ts'
import { TextColumn } from '../base/text-column.ts'
import { IndexKernel } from './index-kernel.ts'
import type { TextRows, Texts } from './text-rows.ts'

/**
 * `heading`, and a line for each row: `first`, the text of `a`, a blank, the text of `b`.
 * @param a and `b` have as many rows
 */
export function joinLines(heading: string, first: string, a: TextRows, b: TextRows): Uint8Array {
  const kernel = IndexKernel.start()
  const count = a.rows.length
  const literals = [bytesOf(first), bytesOf(' ')]
  const [firstAt = 0, blankAt = 0] = literals.map((text) => kernel.place(text))
  const place = ({ column, rows }: TextRows) => ({
    texts: kernel.place(column.memory),
    bounds: kernel.place(column.bounds),
    rows: kernel.place(rows),
  })
  const [pa, pb] = [place(a), place(b)]
  const size = kernel.program.joinedSize(count, first.length + 1, pa.bounds, pa.rows, pb.bounds, pb.rows)
  const target = kernel.room(heading.length + size)
  const headed = target + heading.length
  kernel.program.joinLines(
    ...([count, firstAt, first.length, pa.texts, pa.bounds, pa.rows] as const),
    ...([blankAt, 1, pb.texts, pb.bounds, pb.rows, headed] as const),
  )
  const lines = kernel.bytes(target, heading.length + size)
  lines.set(bytesOf(heading))
  return lines
}

/**
 * A line for each path: the path, a colon, and a blank and a path for each of its dependencies, which are
 * `modules[starts[i]]` to `modules[starts[i + 1]]`.
 */
export function joinDependencies(paths: Texts, starts: Int32Array, modules: Int32Array): TextColumn {
  const kernel = IndexKernel.start()
  const count = paths.bounds.length - 1
  const [texts = 0, bounds = 0, startsAt = 0, modulesAt = 0] = [
    ...[paths.memory, paths.bounds, starts, modules],
  ].map((array) => kernel.place(array))
  const size = kernel.program.dependenciesSize(count, bounds, startsAt, modulesAt)
  const target = kernel.room(size)
  const lineBounds = kernel.room((count + 1) * 4)
  kernel.program.joinDependencies(count, texts, bounds, startsAt, modulesAt, target, lineBounds)
  const lines = new TextColumn(0)
  lines.fill(kernel.bytes(target, size), kernel.words(lineBounds, count + 1).subarray(1))
  return lines
}
