/** Columns of a table that is to be written: texts, whole numbers, and booleans, in the memory of a table program. */
import { NO_NUMBER, NONE, UNKNOWN } from '../wasm/tables-layout.ts'
import { TableProgram } from './table-program.ts'

export type ColumnType = 'text' | 'integer' | 'boolean'

/** What a column is called, and what it can have. */
export interface ColumnShape {
  readonly type: ColumnType
  readonly name: string
  readonly nullable: boolean
}

/** Where the values of a column are. */
export interface ColumnPlace {
  /** Ranks of texts, the low words of numbers, or flags: 0, 1 or UNKNOWN for null. */
  readonly values: number
  /** The high words of numbers; NO_NUMBER for null. */
  readonly high?: number
  readonly length: number
}

/** The values of a column, one for each row. */
export class TableColumn implements ColumnShape {
  readonly type: ColumnType
  readonly name: string
  readonly nullable: boolean
  readonly length: number
  /** @internal */
  readonly program: TableProgram
  readonly #place: ColumnPlace

  /** @internal */
  constructor(program: TableProgram, { type, name, nullable }: ColumnShape, place: ColumnPlace) {
    this.program = program
    this.type = type
    this.name = name
    this.nullable = nullable
    this.length = place.length
    this.#place = place
  }

  /**
   * The addresses of the values.
   * @internal
   */
  get place(): ColumnPlace {
    return this.#place
  }

  /** The value of a row: a byte string in UTF-8, a number, a boolean, or null. */
  value(row: number): string | number | boolean | null {
    const { program } = this
    const { values, high, length } = this.place
    const value = program.words(values, length)[row] ?? NONE
    if (this.type === 'text') return value === NONE ? null : program.rankedText(value)
    if (this.type === 'boolean') return value === UNKNOWN ? null : value === 1
    const upper = program.words(high ?? 0, length)[row] ?? NO_NUMBER
    return upper === NO_NUMBER ? null : (upper | 0) * 2 ** 32 + value
  }
}

/** A column of texts, whose ranks are known when all texts of the program are. */
class TextColumnOfNumbers extends TableColumn {
  #isRanked = false

  override get place(): ColumnPlace {
    const { program } = this
    const place = super.place
    if (!this.#isRanked) {
      program.rank()
      const numbers = program.words(place.values, place.length)
      const ranks = numbers.map((number) => program.exports.rankOf(number))
      program.words(place.values, place.length).set(ranks)
    }
    this.#isRanked = true
    return place
  }
}

/**
 * @param texts byte strings, whose bytes that are no UTF-8 become U+FFFD; undefined for null
 * @param program where other columns of the table are
 */
export function textValues(
  name: string,
  nullable: boolean,
  texts: readonly (string | undefined)[],
  program = new TableProgram(),
): TableColumn {
  const values = program.addTexts(texts)
  return new TextColumnOfNumbers(program, { type: 'text', name, nullable }, { values, length: texts.length })
}

/** @param numbers whole numbers of up to 53 bits; undefined for null */
export function integerValues(
  name: string,
  nullable: boolean,
  numbers: readonly (number | undefined)[],
  program = new TableProgram(),
): TableColumn {
  const { values, high } = copyNumbers(program, numbers)
  return new TableColumn(
    program,
    { type: 'integer', name, nullable },
    { values, high, length: numbers.length },
  )
}

/** The addresses of the low and of the high words of whole numbers. */
export function copyNumbers(
  program: TableProgram,
  numbers: readonly (number | undefined)[],
): { readonly values: number; readonly high: number } {
  const low = new Uint32Array(numbers.length)
  const high = new Uint32Array(numbers.length)
  for (const [row, value] of numbers.entries()) {
    low[row] = value ?? 0
    high[row] = value === undefined ? NO_NUMBER : Math.floor(value / 2 ** 32)
  }
  return { values: program.copyIn(low), high: program.copyIn(high) }
}

/** @param flags undefined for null */
export function booleanValues(
  name: string,
  nullable: boolean,
  flags: readonly (boolean | undefined)[],
  program = new TableProgram(),
): TableColumn {
  const words = Uint32Array.from(flags, (flag) => (flag === undefined ? UNKNOWN : Number(flag)))
  const values = program.copyIn(words)
  return new TableColumn(program, { type: 'boolean', name, nullable }, { values, length: flags.length })
}
