/**
 * Writes an index file directly from its entries (see index-format.ts for the format). wasm/assembly/trie/trie.ts does
 * the sorting and the writing; this file lays out the entries for it.
 */
import { bytesOf } from '../base/bytes.ts'
import { KmodError } from '../base/errors.ts'
import * as fields from '../wasm/index-request-layout.ts'
import {
  badKeyError,
  badValueError,
  type IndexEntries,
  type IndexEntry,
  placeEntries,
} from './index-entries.ts'
import type { IndexLayout } from './index-format.ts'
import { IndexProgram } from './index-program.ts'
import type { TextRows } from './text-rows.ts'

/**
 * The index file of `entries`, which are in the order in which kmod would add them: of equal keys and priorities the
 * last one is stored first.
 * @throws KmodError KMOD_LIMIT if it does not fit into the 28 bits of a reference, KMOD_INDEX_BAD_KEY
 */
export function encodeIndex(entries: Iterable<IndexEntry>, layout: IndexLayout = 'pre-order'): Uint8Array {
  const program = IndexProgram.start()
  return encodeEntries(program, placeEntries(program, entries), layout)
}

/** Like encodeIndex(), for entries in the memory of the program. */
export function encodeEntries(program: IndexProgram, entries: IndexEntries, layout: IndexLayout): Uint8Array {
  const keys = pickKeys(program, entries)
  refuseBadTexts(program, entries, keys)
  if (keys.unmatched.length > 0)
    return encodeEntries(program, withoutUnmatched(program, entries, keys.unmatched), layout)
  return encodeSorted(program, entries, sortKeys(program, keys, entries.priorities), layout)
}

/** Like encodeEntries(), for keys that are sorted and all valid. */
export function encodeSorted(
  program: IndexProgram,
  { values: { column, rows }, valueCut = 0, priorities }: Omit<IndexEntries, 'keys'>,
  { count, bytes, bounds, sorted }: SortedKeys,
  layout: IndexLayout,
): Uint8Array {
  const workspace = program.allocate(program.exports.workspaceSize(count))
  const { request } = program
  request[fields.COUNT] = count
  request[fields.KEYS] = bytes
  request[fields.KEY_BOUNDS] = bounds
  request[fields.SORTED] = sorted
  request[fields.VALUES] = column.texts
  request[fields.VALUE_BOUNDS] = column.bounds
  request[fields.VALUE_ROWS] = rows
  request[fields.VALUE_CUT] = valueCut
  request[fields.PRIORITIES] = priorities
  request[fields.WORKSPACE] = workspace
  request[fields.IS_PRE_ORDER] = layout === 'pre-order' ? 1 : 0
  const size = program.exports.encode()
  if (size === 0) throw new KmodError('KMOD_LIMIT', 'Cannot write index: too large for references of 28 bits')
  return program.bytes(program.exports.outputStart(), size)
}

/**
 * Reports unmatched brackets up to the first text that an index cannot store.
 * @throws KmodError KMOD_INDEX_BAD_KEY
 */
export function refuseBadTexts(program: IndexProgram, entries: IndexEntries, keys: PickedKeys): void {
  const { values, valueCut = 0 } = entries
  const { texts, bounds, size } = values.column
  const badValue = program.exports.firstBadValue(values.count, texts, bounds, values.rows, valueCut, size)
  const [firstBad = Number.POSITIVE_INFINITY] = [keys.firstBad, badValue]
    .filter((entry) => entry >= 0)
    .sort((a, b) => a - b)
  for (const entry of keys.unmatched) if (entry < firstBad) entries.onUnmatched?.(entry)
  if (firstBad === keys.firstBad) throw badKeyError(program, entries, firstBad)
  if (firstBad === badValue) throw badValueError(program, entries, firstBad)
}

/** Sorts again without them; a rare case: no real kernel has any. */
function withoutUnmatched(program: IndexProgram, entries: IndexEntries, unmatched: Int32Array): IndexEntries {
  const dropped = new Set(unmatched)
  const count = entries.keys.count - dropped.size
  const keep = (words: number): number =>
    program.copyIn(program.words(words, entries.keys.count).filter((_, entry) => !dropped.has(entry)))
  const kept = ({ column, rows }: TextRows): TextRows => ({ column, rows: keep(rows), count })
  return {
    ...entries,
    keys: kept(entries.keys),
    values: kept(entries.values),
    priorities: keep(entries.priorities),
  }
}

export interface PickedKeys {
  readonly count: number
  /** Addresses. */
  readonly bytes: number
  readonly bounds: number
  /** The entries to be left out. */
  readonly unmatched: Int32Array
  /** The first entry whose key is not ASCII, or -1. */
  readonly firstBad: number
}

export interface SortedKeys extends PickedKeys {
  /** The address of their order. */
  readonly sorted: number
}

/** Lays the keys out one after the other. */
export function pickKeys(
  program: IndexProgram,
  { keys, keyPrefix = '', onUnmatched }: Pick<IndexEntries, 'keys' | 'keyPrefix' | 'onUnmatched'>,
): PickedKeys {
  const { column, rows, count } = keys
  const prefix = program.copyIn(bytesOf(keyPrefix))
  // Many rows can refer to the same alias, but each key is at most as long as its text.
  const size = program.exports.joinedSize(count, keyPrefix.length, column.bounds, rows, column.bounds, rows)
  const bytes = program.allocate(size)
  const bounds = program.allocateWords(count + 1)
  const isAlias = onUnmatched !== undefined
  const unmatched = isAlias ? program.allocateWords(count) : 0
  const unmatchedCount = program.exports.pickKeys(
    count,
    prefix,
    keyPrefix.length,
    column.texts,
    column.bounds,
    rows,
    isAlias ? 1 : 0,
    bytes,
    bounds,
    unmatched,
  )
  const firstBad = program.exports.firstBadKey()
  return { count, bytes, bounds, unmatched: program.words(unmatched, unmatchedCount), firstBad }
}

export function sortKeys(program: IndexProgram, keys: PickedKeys, priorities: number): SortedKeys {
  const sorted = program.allocate(program.exports.orderSize(keys.count))
  program.exports.orderKeys(keys.count, keys.bytes, keys.bounds, priorities, sorted)
  return { ...keys, sorted }
}
