/**
 * Writes an index file straight from its entries (see index-format.ts for the format). The sorting and the writing are
 * done by wasm/assembly/trie/trie.ts; here the entries are laid out for it.
 */
import { bytesOf } from '../base/bytes.ts'
import { KmodError } from '../base/errors.ts'
import {
  badKeyError,
  badValueError,
  type IndexEntries,
  type IndexEntry,
  placeEntries,
} from './index-entries.ts'
import type { IndexLayout } from './index-format.ts'
import { IndexKernel } from './index-program.ts'
import type { TextRows } from './text-rows.ts'

/**
 * The index file of `entries`, which are given in the order in which kmod would add them: of equal keys and priorities
 * the last one comes first.
 * @throws KmodError KMOD_LIMIT when it would not fit into the 28 bits of a reference, KMOD_INDEX_BAD_KEY
 */
export function encodeIndex(entries: Iterable<IndexEntry>, layout: IndexLayout = 'pre-order'): Uint8Array {
  const kernel = IndexKernel.start()
  return encodeEntries(kernel, placeEntries(kernel, entries), layout)
}

/** As encodeIndex(), of entries in the memory of the program. */
export function encodeEntries(kernel: IndexKernel, entries: IndexEntries, layout: IndexLayout): Uint8Array {
  const keys = pickKeys(kernel, entries)
  refuseBadTexts(kernel, entries, keys)
  if (keys.unmatched.length > 0)
    return encodeEntries(kernel, withoutUnmatched(kernel, entries, keys.unmatched), layout)
  return encodeSorted(kernel, entries, sortKeys(kernel, keys, entries.priorities), layout)
}

/** As encodeEntries(), of keys that have been sorted and that an index can hold all. */
export function encodeSorted(
  kernel: IndexKernel,
  { values: { column, rows }, valueCut = 0, priorities }: Omit<IndexEntries, 'keys'>,
  { count, bytes, bounds, sorted }: SortedKeys,
  layout: IndexLayout,
): Uint8Array {
  const size = kernel.program.encode(
    ...([count, bytes, bounds, sorted, column.texts, column.bounds, rows, valueCut, priorities] as const),
    kernel.room(kernel.program.workspaceSize(count)),
    layout === 'pre-order' ? 1 : 0,
  )
  if (size === 0)
    throw new KmodError('KMOD_LIMIT', 'Cannot write index: it is too large for references of 28 bits')
  return kernel.bytes(kernel.program.outputStart(), size)
}

/**
 * Tells of brackets that do not match up to the first text that no index can hold.
 * @throws KmodError KMOD_INDEX_BAD_KEY
 */
export function refuseBadTexts(kernel: IndexKernel, entries: IndexEntries, keys: PickedKeys): void {
  const { values, valueCut = 0 } = entries
  const { texts, bounds, size } = values.column
  const badValue = kernel.program.firstBadValue(values.count, texts, bounds, values.rows, valueCut, size)
  const firstBad = Math.min(...[keys.firstBad, badValue].filter((entry) => entry >= 0))
  for (const entry of keys.unmatched) if (entry < firstBad) entries.onUnmatched?.(entry)
  if (firstBad === keys.firstBad) throw badKeyError(kernel, entries, firstBad)
  if (firstBad === badValue) throw badValueError(kernel, entries, firstBad)
}

/** A new run without them: no real kernel has any. */
function withoutUnmatched(kernel: IndexKernel, entries: IndexEntries, unmatched: Int32Array): IndexEntries {
  const dropped = new Set(unmatched)
  const count = entries.keys.count - dropped.size
  const keep = (words: number): number =>
    kernel.place(kernel.words(words, entries.keys.count).filter((_, entry) => !dropped.has(entry)))
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
  /** The entries that are to be left out. */
  readonly unmatched: Int32Array
  /** The first entry whose key is not ASCII, or -1. */
  readonly firstBad: number
}

export interface SortedKeys extends PickedKeys {
  /** Where their order is. */
  readonly sorted: number
}

/** Lays the keys out one after the other. */
export function pickKeys(
  kernel: IndexKernel,
  { keys, keyPrefix = '', onUnmatched }: Pick<IndexEntries, 'keys' | 'keyPrefix' | 'onUnmatched'>,
): PickedKeys {
  const { column, rows, count } = keys
  const prefix = kernel.place(bytesOf(keyPrefix))
  // An alias can be picked by many rows, but each key is no longer than its text.
  const size = kernel.program.joinedSize(count, keyPrefix.length, column.bounds, rows, column.bounds, rows)
  const bytes = kernel.room(size)
  const bounds = kernel.wordRoom(count + 1)
  const isAlias = onUnmatched !== undefined
  const unmatched = isAlias ? kernel.wordRoom(count) : 0
  const unmatchedCount = kernel.program.pickKeys(
    ...([count, prefix, keyPrefix.length, column.texts, column.bounds, rows, isAlias ? 1 : 0] as const),
    ...([bytes, bounds, unmatched] as const),
  )
  const firstBad = kernel.program.firstBadKey()
  return { count, bytes, bounds, unmatched: kernel.words(unmatched, unmatchedCount), firstBad }
}

export function sortKeys(kernel: IndexKernel, keys: PickedKeys, priorities: number): SortedKeys {
  const sorted = kernel.room(kernel.program.orderSize(keys.count))
  kernel.program.orderKeys(keys.count, keys.bytes, keys.bounds, priorities, sorted)
  return { ...keys, sorted }
}
