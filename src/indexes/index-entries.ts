/** What an index is made of. */
import { byteString } from '../base/bytes.ts'
import { KmodError } from '../base/errors.ts'
import { tryNormalizeAlias } from '../base/names.ts'
import { TextColumn } from '../base/text-column.ts'
import { everyRow, type TextRows } from './text-rows.ts'

/** One value of an index, as the library hands it out. Key and value are ASCII. */
export interface IndexEntry {
  readonly key: string
  readonly value: string
  /** Lower comes first. */
  readonly priority: number
}

/** The entries of an index to be, in the order in which kmod would add them. */
export interface IndexEntries {
  readonly keys: TextRows
  /** Stands in front of each key. */
  readonly keyPrefix?: string
  /**
   * Keys are aliases, which are brought into normal form. Takes the entries whose brackets do not match, which are left
   * out.
   */
  readonly onUnmatched?: (entry: number) => void
  readonly values: TextRows
  /** So many bytes at the end of each value are no part of it. */
  readonly valueCut?: number
  readonly priorities: Int32Array
}

/** Entries as they are handed in by users of the library. */
export function indexEntriesOf(entries: Iterable<IndexEntry>): IndexEntries {
  const list = [...entries]
  return {
    keys: everyRow(TextColumn.of(list.map(({ key }) => key))),
    values: everyRow(TextColumn.of(list.map(({ value }) => value))),
    priorities: Int32Array.from(list, ({ priority }) => priority),
  }
}

/** The text of a row as a byte string. */
export function rowText({ column, rows }: TextRows, i: number): string {
  const row = rows[i] ?? 0
  return byteString(column.memory, column.bounds[row], column.bounds[row + 1])
}

/**
 * kmod >= 34 ends on a byte outside 7-bit ASCII, in a key or a value: the trie has no child for it. NUL, which no text
 * of kmod can hold, would end a text early.
 */
export function badKeyError({ keys, keyPrefix = '', onUnmatched }: IndexEntries, entry: number): KmodError {
  const text = keyPrefix + rowText(keys, entry)
  return badText(onUnmatched ? (tryNormalizeAlias(text) ?? text) : text)
}

/** As badKeyError(), of a value. */
export function badValueError({ values, valueCut = 0 }: IndexEntries, entry: number): KmodError {
  const text = rowText(values, entry)
  return badText(text.slice(0, text.length - valueCut))
}

function badText(text: string): KmodError {
  const byte = [...text].map((c) => c.charCodeAt(0)).find((code) => code === 0 || code >= 0x80) ?? 0
  return new KmodError('KMOD_INDEX_BAD_KEY', `Cannot index "${text}": only 7-bit ASCII is supported`, {
    text,
    byte,
  })
}
