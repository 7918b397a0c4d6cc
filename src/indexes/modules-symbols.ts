/**
 * modules.symbols: which module has each exported symbol, in the order of kmod's hash table of 2048 buckets.
 * modules.symbols.bin: the same under `symbol:<name>`.
 */
import { ByteWriter, compareRanges } from '../base/bytes.ts'
import { kmodHash } from '../base/kmod-hash.ts'
import { remember } from '../base/remember.ts'
import { encodeIndex } from './encode-index.ts'
import { IndexEntries } from './index-entries.ts'
import type { OutputContext } from './output.ts'

const BUCKETS = 2048
const SPACE = 0x20
const NEWLINE = 0x0a

export function formatModulesSymbols(context: OutputContext): Uint8Array {
  const { facts, modnames, owners } = context
  const { names } = facts
  const out = new ByteWriter(1 << 16)
  out.text('# Aliases for symbols, used by symbol_request().\n')
  for (const name of symbolsInKmodOrder(context)) {
    const owner = owners.owner(name)
    out.text('alias symbol:')
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
  const entries = new IndexEntries(() => modnames.bytes)
  for (const name of symbolsInKmodOrder(context)) {
    const owner = owners.owner(name)
    entries.key.text('symbol:')
    entries.key.range(names.bytes, names.start(name), names.end(name))
    entries.push(modnames.start(owner), modnames.end(owner), owner)
  }
  return encodeIndex(entries, context.layout)
}

/** Ids of the symbols that a module owns: by bucket, and by strcmp() within one. */
const symbolsInKmodOrder = remember(({ facts, owners }: OutputContext): number[] => {
  const { names } = facts
  const buckets: number[][] = Array.from({ length: BUCKETS }, () => [])
  for (let name = 0; name < owners.size; name++) {
    if (owners.owner(name) < 0) continue
    buckets[kmodHash(names.bytes, names.start(name), names.end(name)) & (BUCKETS - 1)]?.push(name)
  }
  for (const bucket of buckets)
    bucket.sort((a, b) =>
      compareRanges(names.bytes, names.start(a), names.end(a), names.bytes, names.start(b), names.end(b)),
    )
  return buckets.flat()
})
