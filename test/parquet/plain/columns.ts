/** Columns of a table that is to be written: texts with a sorted dictionary, whole numbers, and booleans. */
import { fromByteString, isAscii, toByteString } from '../../../src/base/names.ts'

export interface TextValues {
  readonly type: 'text'
  readonly name: string
  readonly nullable: boolean
  /** Byte strings in UTF-8, ascending and distinct. */
  readonly dictionary: readonly string[]
  /** For each row a position in `dictionary`; -1 for null. */
  readonly positions: Int32Array
}

export interface IntegerValues {
  readonly type: 'integer'
  readonly name: string
  readonly nullable: boolean
  /** Whole numbers; NaN for null. */
  readonly values: Float64Array
}

export interface BooleanValues {
  readonly type: 'boolean'
  readonly name: string
  readonly nullable: boolean
  /** 0 or 1; 2 for null. */
  readonly values: Uint8Array
}

/** The values of a column, one for each row. */
export type ColumnValues = TextValues | IntegerValues | BooleanValues

export const rowsOf = (column: ColumnValues): number =>
  column.type === 'text' ? column.positions.length : column.values.length

/** Text for a column of UTF-8: bytes that are none become U+FFFD. */
const asUtf8 = (bytes: string): string => (isAscii(bytes) ? bytes : toByteString(fromByteString(bytes)))

/** @param texts byte strings; undefined for null */
export function textValues(
  name: string,
  nullable: boolean,
  texts: readonly (string | undefined)[],
): TextValues {
  const { dictionary, rank } = rankTexts(new Set(texts))
  return {
    type: 'text',
    name,
    nullable,
    dictionary,
    positions: Int32Array.from(texts, (text) => (text === undefined ? -1 : (rank.get(text) ?? -1))),
  }
}

export interface Ranked {
  readonly dictionary: readonly string[]
  /** By the text as it was given. */
  readonly rank: ReadonlyMap<string, number>
}

/** Sorts distinct texts into a dictionary; undefined is left out. */
export function rankTexts(texts: Iterable<string | undefined>): Ranked {
  const given = [...texts].filter((text) => text !== undefined)
  // Without a function to compare by, which is the order of bytes for byte strings, and much faster.
  if (given.every(isAscii)) {
    const dictionary = [...new Set(given)].sort()
    return { dictionary, rank: new Map(dictionary.map((text, rank) => [text, rank])) }
  }
  const clean = new Map(given.map((text) => [text, asUtf8(text)]))
  const dictionary = [...new Set(clean.values())].sort()
  const ranks = new Map(dictionary.map((text, rank) => [text, rank]))
  return { dictionary, rank: new Map(given.map((text) => [text, ranks.get(clean.get(text) ?? '') ?? -1])) }
}

export const integerValues = (
  name: string,
  nullable: boolean,
  values: readonly (number | undefined)[],
): IntegerValues => ({
  type: 'integer',
  name,
  nullable,
  values: Float64Array.from(values, (value) => value ?? Number.NaN),
})

export const booleanValues = (
  name: string,
  nullable: boolean,
  values: readonly (boolean | undefined)[],
): BooleanValues => ({
  type: 'boolean',
  name,
  nullable,
  values: Uint8Array.from(values, (value) => (value === undefined ? 2 : Number(value))),
})
