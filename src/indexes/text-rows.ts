/** Texts picked from columns: what index entries and lines of text files are made of. */
import { byteString } from '../base/bytes.ts'
import type { IndexKernel } from './index-program.ts'

/** Many texts as bytes, one after the other: text `i` is `memory[bounds[i]..bounds[i + 1])`. */
export interface Texts {
  readonly memory: Uint8Array
  readonly bounds: Int32Array
}

/** Texts in the memory of the program: addresses, and the number of bytes. */
export interface PlacedTexts {
  readonly texts: number
  readonly bounds: number
  readonly size: number
}

/** The texts of a column at some of its rows, in that order; rows may repeat. */
export interface TextRows {
  readonly column: PlacedTexts
  /** The address of the rows. */
  readonly rows: number
  readonly count: number
}

/** The column in the memory of the program: all files of a set share it. */
export const placeTexts = (kernel: IndexKernel, column: Texts): PlacedTexts =>
  kernel.keep(column, () => {
    const { memory, bounds } = column
    const size = bounds.at(-1) ?? 0
    return { texts: kernel.place(memory.subarray(0, size)), bounds: kernel.place(bounds), size }
  })

/** All texts of a column, in their order. */
export function everyRow(kernel: IndexKernel, column: PlacedTexts, count: number): TextRows {
  const rows = kernel.wordRoom(count)
  kernel.program.everyRow(count, rows)
  return { column, rows, count }
}

/** The text of a row as a byte string. */
export function rowText(kernel: IndexKernel, { column, rows }: TextRows, i: number): string {
  const [row = 0] = kernel.words(rows + i * 4, 1)
  const [start = 0, end = 0] = kernel.words(column.bounds + row * 4, 2)
  return byteString(kernel.bytes(column.texts + start, end - start))
}
