/**
 * modules.symbols: which module has each exported symbol, in the order of kmod's hash table of 2048 buckets.
 * modules.symbols.bin: the same under `symbol:<name>`.
 */
import { encodeSorted, pickKeys, refuseBadTexts, type SortedKeys, sortKeys } from './encode-index.ts'
import type { IndexEntries } from './index-entries.ts'
import { IndexKernel } from './index-program.ts'
import { joinLines } from './join-lines.ts'
import type { OutputContext } from './output.ts'
import { placeTexts, type TextRows } from './text-rows.ts'

const PREFIX = 'symbol:'

export function formatModulesSymbols(context: OutputContext): Uint8Array {
  const kernel = IndexKernel.start(context)
  const symbols = ownedSymbols(kernel, context)
  const order = kmodOrder(kernel, symbols)
  const [names, owners] = [symbols.keys, symbols.values].map(({ column, rows, count }): TextRows => {
    const picked = kernel.wordRoom(count)
    kernel.program.pickWords(count, rows, order, picked)
    return { column, rows: picked, count }
  }) as [TextRows, TextRows]
  const heading = '# Aliases for symbols, used by symbol_request().\n'
  return joinLines(kernel, heading, `alias ${PREFIX}`, names, owners)
}

export function encodeModulesSymbols(context: OutputContext): Uint8Array {
  const kernel = IndexKernel.start(context)
  const symbols = ownedSymbols(kernel, context)
  refuseBadTexts(kernel, symbols, symbols.sorted)
  return encodeSorted(kernel, symbols, symbols.sorted, context.layout)
}

interface OwnedSymbols extends IndexEntries {
  readonly sorted: SortedKeys
}

/** The symbols that a module owns and the names of these modules, sorted by strcmp(): both files need that. */
const ownedSymbols = (kernel: IndexKernel, { facts, owners, modnames }: OutputContext): OwnedSymbols =>
  kernel.keep(owners, () => {
    const names = placeTexts(kernel, facts.names)
    const modules = placeTexts(kernel, modnames)
    const [rows, owner] = [kernel.wordRoom(owners.size), kernel.wordRoom(owners.size)]
    const count = kernel.program.ownedNames(owners.size, kernel.place(owners.byName), rows, owner)
    const keys = { column: names, rows, count }
    const sorted = sortKeys(kernel, pickKeys(kernel, { keys, keyPrefix: PREFIX }), owner)
    const values = { column: modules, rows: owner, count }
    return { keys, keyPrefix: PREFIX, values, priorities: owner, sorted }
  })

/** By bucket of kmod's table, and by strcmp() within one. */
function kmodOrder(kernel: IndexKernel, { keys: { count }, sorted }: OwnedSymbols): number {
  const order = kernel.wordRoom(count)
  kernel.program.orderSymbols(
    ...([count, sorted.bytes, sorted.bounds, sorted.sorted] as const),
    ...([PREFIX.length, kernel.wordRoom(count), order] as const),
  )
  return order
}
