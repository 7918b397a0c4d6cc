/**
 * modules.symbols: which module has each exported symbol, in the order of kmod's hash table of 2048 buckets.
 * modules.symbols.bin: the same under `symbol:<name>`.
 */
import { Int32Column } from '../base/columns.ts'
import { kmodHash } from '../base/kmod-hash.ts'
import type { NameTable } from '../base/name-table.ts'
import { remember } from '../base/remember.ts'
import { encodeIndex } from './encode-index.ts'
import { joinLines } from './join-lines.ts'
import type { OutputContext } from './output.ts'
import type { TextRows } from './text-rows.ts'

const BUCKETS = 2048

export function formatModulesSymbols(context: OutputContext): Uint8Array {
  const heading = '# Aliases for symbols, used by symbol_request().\n'
  const { symbols, owners } = ownedSymbols(context)
  return joinLines(heading, 'alias symbol:', symbols, owners)
}

export function encodeModulesSymbols(context: OutputContext): Uint8Array {
  const { symbols, owners } = ownedSymbols(context)
  return encodeIndex(
    { keys: symbols, keyPrefix: 'symbol:', values: owners, priorities: owners.rows },
    context.layout,
  )
}

interface OwnedSymbols {
  readonly symbols: TextRows
  /** Names of the modules that own them. */
  readonly owners: TextRows
}

const ownedSymbols = remember((context: OutputContext): OwnedSymbols => {
  const { facts, owners, modnames } = context
  const ids = symbolsInKmodOrder(context)
  return {
    symbols: { column: facts.names, rows: ids },
    owners: { column: modnames, rows: ids.map((id) => owners.owner(id)) },
  }
})

/** Ids of the symbols that a module owns: by bucket, and by strcmp() within one. */
function symbolsInKmodOrder({ facts, owners }: OutputContext): Int32Array {
  const { names } = facts
  const bucketOf = Int32Column.filled(owners.size, -1)
  /** By bucket: how many symbols it has, then where it starts, and in the end where the next one does. */
  const places = Int32Column.filled(BUCKETS, 0)
  for (let name = 0; name < owners.size; name++) {
    if (owners.owner(name) < 0) continue
    const bucket = kmodHash(names.bytes, names.start(name), names.end(name)) & (BUCKETS - 1)
    bucketOf.set(name, bucket)
    places.set(bucket, places.at(bucket) + 1)
  }
  const sorted = Int32Column.filled(startsOf(places), 0)
  for (let name = 0; name < owners.size; name++) {
    const bucket = bucketOf.at(name)
    if (bucket < 0) continue
    sorted.set(places.at(bucket), name)
    places.set(bucket, places.at(bucket) + 1)
  }
  for (let bucket = 0; bucket < BUCKETS; bucket++)
    sortByName(names, sorted, bucket === 0 ? 0 : places.at(bucket - 1), places.at(bucket))
  return sorted.values
}

/** Turns sizes into starts; returns the sum of the sizes. */
function startsOf(sizes: Int32Column): number {
  let start = 0
  for (let i = 0; i < sizes.length; i++) {
    const size = sizes.at(i)
    sizes.set(i, start)
    start += size
  }
  return start
}

/** A bucket of a real kernel has seven symbols. Who names a hundred thousand for one bucket shall not stop the run. */
const LONG_BUCKET = 64

/** An insertion sort, unless the bucket is long. */
function sortByName(names: NameTable, ids: Int32Column, from: number, to: number): void {
  if (to - from > LONG_BUCKET) {
    ids.values.subarray(from, to).sort((a, b) => names.compare(a, b))
    return
  }
  for (let i = from + 1; i < to; i++) {
    const id = ids.at(i)
    let j = i
    for (; j > from && names.compare(ids.at(j - 1), id) > 0; j--) ids.set(j, ids.at(j - 1))
    ids.set(j, id)
  }
}
