/**
 * modules.symbols: which module has each exported symbol, in the order of kmod's hash table of 2048 buckets.
 * modules.symbols.bin: the same under `symbol:<name>`.
 */
import { ByteWriter, bytesOf } from '../base/bytes.ts'
import { Int32Column } from '../base/columns.ts'
import { kmodHash } from '../base/kmod-hash.ts'
import type { NameTable } from '../base/name-table.ts'
import { remember } from '../base/remember.ts'
import { encodeIndex } from './encode-index.ts'
import { IndexEntries } from './index-entries.ts'
import type { OutputContext } from './output.ts'

const BUCKETS = 2048
const SPACE = 0x20
const NEWLINE = 0x0a
const ALIAS = bytesOf('alias ')
const SYMBOL = bytesOf('symbol:')

export function formatModulesSymbols(context: OutputContext): Uint8Array {
  const { facts, modnames, owners } = context
  const { names } = facts
  const out = new ByteWriter(1 << 19)
  out.text('# Aliases for symbols, used by symbol_request().\n')
  for (const name of symbolsInKmodOrder(context)) {
    const owner = owners.owner(name)
    out.range(ALIAS, 0, ALIAS.length)
    out.range(SYMBOL, 0, SYMBOL.length)
    out.range(names.bytes, names.start(name), names.end(name))
    out.u8(SPACE)
    modnames.copyTo(out, owner)
    out.u8(NEWLINE)
  }
  return out.bytes
}

export function encodeModulesSymbols(context: OutputContext): Uint8Array {
  const { facts, modnames, owners } = context
  const { names } = facts
  const entries = new IndexEntries(() => modnames.memory)
  for (const name of symbolsInKmodOrder(context)) {
    const owner = owners.owner(name)
    entries.key.range(SYMBOL, 0, SYMBOL.length)
    entries.key.range(names.bytes, names.start(name), names.end(name))
    entries.push(modnames.start(owner), modnames.end(owner), owner)
  }
  return encodeIndex(entries, context.layout)
}

/** Ids of the symbols that a module owns: by bucket, and by strcmp() within one. */
const symbolsInKmodOrder = remember(({ facts, owners }: OutputContext): Int32Array => {
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
})

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

/** An insertion sort: a bucket of a real kernel has seven symbols. */
function sortByName(names: NameTable, ids: Int32Column, from: number, to: number): void {
  for (let i = from + 1; i < to; i++) {
    const id = ids.at(i)
    let j = i
    for (; j > from && names.compare(ids.at(j - 1), id) > 0; j--) ids.set(j, ids.at(j - 1))
    ids.set(j, id)
  }
}
