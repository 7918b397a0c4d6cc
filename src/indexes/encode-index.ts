/**
 * Writes an index file straight from its entries (see index-format.ts for the format). The sorting and the writing are
 * done by kernels/assembly/trie.ts; here the entries are laid out for it.
 */
import { bytesOf } from '../base/bytes.ts'
import { KmodError } from '../base/errors.ts'
import {
  badKeyError,
  badValueError,
  type IndexEntries,
  type IndexEntry,
  indexEntriesOf,
} from './index-entries.ts'
import type { IndexLayout } from './index-format.ts'
import { IndexKernel } from './index-kernel.ts'

/**
 * The index file of `entries`, which are given in the order in which kmod would add them: of equal keys and priorities
 * the last one comes first.
 * @throws KmodError KMOD_LIMIT when it would not fit into the 28 bits of a reference, KMOD_INDEX_BAD_KEY
 */
export function encodeIndex(
  entries: IndexEntries | Iterable<IndexEntry>,
  layout: IndexLayout = 'pre-order',
): Uint8Array {
  const columns = 'priorities' in entries ? entries : indexEntriesOf(entries)
  const kernel = IndexKernel.start()
  const keys = pickKeys(kernel, columns)
  const values = pickValues(kernel, columns)
  refuseBadTexts(columns, keys, values)
  if (keys.unmatched.length > 0) return encodeIndex(withoutUnmatched(columns, keys.unmatched), layout)
  const count = columns.priorities.length
  const size = kernel.program.encode(
    ...([count, keys.bytes, keys.bounds, values.bytes, values.starts, values.ends] as const),
    kernel.place(columns.priorities),
    kernel.room(kernel.program.workspaceSize(count)),
    layout === 'pre-order' ? 1 : 0,
  )
  if (size === 0)
    throw new KmodError('KMOD_LIMIT', 'Cannot write index: it is too large for references of 28 bits')
  return kernel.bytes(kernel.program.outputStart(), size)
}

/** Tells of brackets that do not match up to the first text that no index can hold. */
function refuseBadTexts(entries: IndexEntries, keys: PickedKeys, values: PickedValues): void {
  const bad = [keys.firstBad, values.firstBad].filter((entry) => entry >= 0)
  const firstBad = Math.min(...bad)
  for (const entry of keys.unmatched) if (entry < firstBad) entries.onUnmatched?.(entry)
  if (bad.length > 0)
    throw keys.firstBad === firstBad ? badKeyError(entries, firstBad) : badValueError(entries, firstBad)
}

/** A new run without them: no real kernel has any. */
function withoutUnmatched(entries: IndexEntries, unmatched: Int32Array): IndexEntries {
  const dropped = new Set(unmatched)
  const keep = (column: Int32Array): Int32Array => column.filter((_, entry) => !dropped.has(entry))
  const { keys, values, priorities } = entries
  return {
    ...entries,
    keys: { ...keys, rows: keep(keys.rows) },
    values: { ...values, rows: keep(values.rows) },
    priorities: keep(priorities),
  }
}

export interface PickedKeys {
  /** Addresses. */
  readonly bytes: number
  readonly bounds: number
  /** The entries that are to be left out. */
  readonly unmatched: Int32Array
  /** The first entry whose key is not ASCII, or -1. */
  readonly firstBad: number
}

/** Lays the keys out one after the other. */
export function pickKeys(
  kernel: IndexKernel,
  { keys, keyPrefix = '', onUnmatched }: Pick<IndexEntries, 'keys' | 'keyPrefix' | 'onUnmatched'>,
): PickedKeys {
  const { column, rows } = keys
  const count = rows.length
  const prefix = bytesOf(keyPrefix)
  const input = [prefix, column.memory, column.bounds, rows].map((array) => kernel.place(array))
  const [prefixAt = 0, textsAt = 0, boundsAt = 0, rowsAt = 0] = input
  // An alias can be picked by many rows, but each row is no longer than its column.
  const size = kernel.program.joinedSize(count, prefix.length, boundsAt, rowsAt, boundsAt, rowsAt)
  const bytes = kernel.room(size)
  const bounds = kernel.room((count + 1) * 4)
  const unmatchedAt = kernel.room(count * 4)
  const isAlias = onUnmatched ? 1 : 0
  const unmatchedCount = kernel.program.pickKeys(
    ...([count, prefixAt, prefix.length, textsAt, boundsAt, rowsAt, isAlias] as const),
    ...([bytes, bounds, unmatchedAt] as const),
  )
  const unmatched = kernel.words(unmatchedAt, unmatchedCount)
  return { bytes, bounds, unmatched, firstBad: kernel.program.firstBadText() }
}

interface PickedValues {
  /** Addresses. */
  readonly bytes: number
  readonly starts: number
  readonly ends: number
  /** The first entry whose value is not ASCII, or -1. */
  readonly firstBad: number
}

function pickValues(kernel: IndexKernel, { values, valueCut = 0, priorities }: IndexEntries): PickedValues {
  const count = priorities.length
  const { column, rows } = values
  const [bytes = 0, bounds = 0, rowsAt = 0] = [column.memory, column.bounds, rows].map((array) =>
    kernel.place(array),
  )
  const starts = kernel.room(count * 4)
  const ends = kernel.room(count * 4)
  kernel.program.pickValues(count, bytes, bounds, rowsAt, valueCut, starts, ends)
  return { bytes, starts, ends, firstBad: kernel.program.firstBadText() }
}
