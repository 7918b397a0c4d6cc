/** Texts selected from columns, for index entries and lines of text files. */
import { byteString } from '../base/bytes.ts'
import type { IndexProgram } from './index-program.ts'

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

/** The column in the memory of the program, shared by all files of a set. */
export const placeTexts = (program: IndexProgram, column: Texts): PlacedTexts =>
  program.keep(column, () => {
    const { memory, bounds } = column
    const size = bounds.at(-1) ?? 0
    return { texts: program.copyIn(memory.subarray(0, size)), bounds: program.copyIn(bounds), size }
  })

/** All texts of a column, in order. */
export function everyRow(program: IndexProgram, column: PlacedTexts, count: number): TextRows {
  const rows = program.allocateWords(count)
  program.exports.everyRow(count, rows)
  return { column, rows, count }
}

/** The text of a row as a byte string. */
export function rowText(program: IndexProgram, { column, rows }: TextRows, i: number): string {
  const [row = 0] = program.words(rows + i * 4, 1)
  const [start = 0, end = 0] = program.words(column.bounds + row * 4, 2)
  return byteString(program.bytes(column.texts + start, end - start))
}
