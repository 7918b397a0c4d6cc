/**
 * modules.symbols: the module of each exported symbol, in the order of kmod's hash table of 2048 buckets.
 * modules.symbols.bin: the same under `symbol:<name>`.
 */
import { encodeSorted, pickKeys, refuseBadTexts, type SortedKeys, sortKeys } from './encode-index.ts'
import type { IndexEntries } from './index-entries.ts'
import { IndexProgram } from './index-program.ts'
import { joinLines } from './join-lines.ts'
import type { OutputContext } from './output.ts'
import { placeTexts, type TextRows } from './text-rows.ts'

const PREFIX = 'symbol:'

export function formatModulesSymbols(context: OutputContext): Uint8Array {
  const program = IndexProgram.start(context)
  const symbols = ownedSymbols(program, context)
  const order = kmodOrder(program, symbols)
  const [names, owners] = [symbols.keys, symbols.values].map(({ column, rows, count }): TextRows => {
    const picked = program.allocateWords(count)
    program.exports.pickWords(count, rows, order, picked)
    return { column, rows: picked, count }
  }) as [TextRows, TextRows]
  const heading = '# Aliases for symbols, used by symbol_request().\n'
  return joinLines(program, heading, `alias ${PREFIX}`, names, owners)
}

export function encodeModulesSymbols(context: OutputContext): Uint8Array {
  const program = IndexProgram.start(context)
  const symbols = ownedSymbols(program, context)
  refuseBadTexts(program, symbols, symbols.sorted)
  return encodeSorted(program, symbols, symbols.sorted, context.layout)
}

interface OwnedSymbols extends IndexEntries {
  readonly sorted: SortedKeys
}

/** The symbols owned by modules and the names of these modules, sorted by strcmp(), for both files. */
const ownedSymbols = (program: IndexProgram, { facts, owners, modnames }: OutputContext): OwnedSymbols =>
  program.keep(owners, () => {
    const names = placeTexts(program, facts.names)
    const modules = placeTexts(program, modnames)
    const [rows, owner] = [program.allocateWords(owners.size), program.allocateWords(owners.size)]
    const count = program.exports.ownedNames(owners.size, program.copyIn(owners.byName), rows, owner)
    const keys = { column: names, rows, count }
    const sorted = sortKeys(program, pickKeys(program, { keys, keyPrefix: PREFIX }), owner)
    const values = { column: modules, rows: owner, count }
    return { keys, keyPrefix: PREFIX, values, priorities: owner, sorted }
  })

/** By bucket of kmod's table, and by strcmp() within one. */
function kmodOrder(program: IndexProgram, { keys: { count }, sorted }: OwnedSymbols): number {
  const order = program.allocateWords(count)
  program.exports.orderSymbols(
    count,
    sorted.bytes,
    sorted.bounds,
    sorted.sorted,
    PREFIX.length,
    program.allocateWords(count),
    order,
  )
  return order
}
