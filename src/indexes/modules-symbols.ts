/**
 * modules.symbols: which module has each exported symbol, in the order of kmod's hash table of 2048 buckets.
 * modules.symbols.bin: the same under `symbol:<name>`.
 */
import { remember } from '../base/remember.ts'
import { encodeIndex, pickKeys } from './encode-index.ts'
import { IndexKernel } from './index-kernel.ts'
import { joinLines } from './join-lines.ts'
import type { OutputContext } from './output.ts'
import type { TextRows } from './text-rows.ts'

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

/** Ids of the symbols that a module owns: by bucket of kmod's table, and by strcmp() within one. */
function symbolsInKmodOrder({ facts, owners }: OutputContext): Int32Array {
  const ids = new Int32Array(owners.size)
  let count = 0
  for (let name = 0; name < ids.length; name++) if (owners.owner(name) >= 0) ids[count++] = name
  const owned = ids.subarray(0, count)
  const kernel = IndexKernel.start()
  const { bytes, bounds } = pickKeys(kernel, { keys: { column: facts.names, rows: owned } })
  const result = kernel.room(count * 4)
  const workspace = kernel.room(kernel.program.symbolOrderSize(count))
  kernel.program.orderSymbols(count, bytes, bounds, kernel.place(owned), workspace, result)
  return kernel.words(result, count).map((i) => owned[i] ?? 0)
}
