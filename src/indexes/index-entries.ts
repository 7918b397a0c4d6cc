/** The input of an index file. */
import { KmodError } from '../base/errors.ts'
import { fromByteString, tryNormalizeAlias } from '../base/names.ts'
import { TextColumn } from '../base/text-column.ts'
import type { IndexProgram } from './index-program.ts'
import { everyRow, placeTexts, rowText, type TextRows } from './text-rows.ts'

/** One value of an index, as returned by the library. Key and value are ASCII. */
export interface IndexEntry {
  readonly key: string
  readonly value: string
  /** Lower comes first. */
  readonly priority: number
}

/** The entries of an index to be written, in the order in which kmod would add them; as many keys as values. */
export interface IndexEntries {
  readonly keys: TextRows
  /** Prepended to each key. */
  readonly keyPrefix?: string
  /**
   * Keys are aliases, to be normalised. Receives the entries with unmatched brackets, which are left out.
   */
  readonly onUnmatched?: (entry: number) => void
  readonly values: TextRows
  /** The number of bytes to cut from the end of each value. */
  readonly valueCut?: number
  /** The address of the priorities. */
  readonly priorities: number
}

/** Entries from users of the library. */
export function placeEntries(program: IndexProgram, entries: Iterable<IndexEntry>): IndexEntries {
  const list = [...entries]
  const [keys, values] = [list.map(({ key }) => key), list.map(({ value }) => value)].map((texts) =>
    everyRow(program, placeTexts(program, TextColumn.of(texts)), list.length),
  ) as [TextRows, TextRows]
  return { keys, values, priorities: program.copyIn(Int32Array.from(list, ({ priority }) => priority)) }
}

/**
 * kmod >= 34 exits on a byte outside 7-bit ASCII, in a key or a value: the trie has no child for it. NUL, which cannot
 * occur in kmod's texts, would end a text early.
 */
export function badKeyError(
  program: IndexProgram,
  { keys, keyPrefix = '', onUnmatched }: Omit<IndexEntries, 'values' | 'priorities'>,
  entry: number,
): KmodError {
  const text = keyPrefix + rowText(program, keys, entry)
  return badText(onUnmatched ? (tryNormalizeAlias(text) ?? text) : text)
}

/** Like badKeyError(), for a value. */
export function badValueError(
  program: IndexProgram,
  { values, valueCut = 0 }: Pick<IndexEntries, 'values' | 'valueCut'>,
  entry: number,
): KmodError {
  const text = rowText(program, values, entry)
  return badText(text.slice(0, text.length - valueCut))
}

function badText(text: string): KmodError {
  const byte = [...text].map((c) => c.charCodeAt(0)).find((code) => code === 0 || code >= 0x80) ?? 0
  return new KmodError(
    'KMOD_INDEX_BAD_KEY',
    `Cannot index "${fromByteString(text)}": only 7-bit ASCII is supported`,
    {
      text,
      byte,
    },
  )
}
