/** What modules import, as sorted columns: by symbol, then by module. */
import type { SymbolRows } from '../../../src/facts/facts-table.ts'
import type { KernelFacts } from '../../../src/kernel/kernel-facts.ts'
import type { KernelModule } from '../../../src/kernel/module-copies.ts'
import { type ColumnValues, rankTexts } from '../../parquet/plain/columns.ts'
import { orderOf } from './sorted-rows.ts'

/** Version and existence of symbols that no module exports, as those that import them have it. */
export interface Imported {
  /** The version that more than half of the importers have; undefined if there is none. */
  readonly crc: number | undefined
}

export interface ImportColumns {
  readonly columns: readonly ColumnValues[]
  /** By symbol. */
  readonly imported: ReadonlyMap<string, Imported>
}

/** The table `imports`. */
export function importColumns({
  table: { names, needed },
  modules,
}: KernelFacts<KernelModule>): ImportColumns {
  const symbols = rankIds(needed, (id) => names.text(id))
  const modnames = rankTexts(modules.map(({ modname }) => modname))
  const moduleRanks = Int32Array.from(modules, ({ modname }) => modnames.rank.get(modname) ?? 0)
  const symbolOf = symbols.ranksOf(needed.name.values)
  const { order, moduleOf } = orderBySymbol(needed, symbolOf, moduleRanks)
  const crcs = new Float64Array(order.length)
  const positions = new Int32Array(order.length)
  const weak = new Uint8Array(order.length)
  // A loop: from() with a function takes ten times as long for 190,000 rows.
  for (let at = 0; at < order.length; at++) {
    const row = order[at] ?? 0
    crcs[at] = crcOf(needed, row) ?? Number.NaN
    positions[at] = symbolOf[row] ?? 0
    weak[at] = needed.isWeak(row) ? 1 : 0
  }
  const { dictionary } = symbols
  return {
    columns: [
      { type: 'text', name: 'symbol', nullable: false, dictionary, positions },
      {
        type: 'text',
        name: 'modname',
        nullable: false,
        dictionary: modnames.dictionary,
        positions: moduleOf,
      },
      { type: 'integer', name: 'crc', nullable: true, values: crcs },
      { type: 'boolean', name: 'weak', nullable: false, values: weak },
    ],
    imported: importedSymbols(dictionary, positions, crcs, weak),
  }
}

/** Rows by symbol, then by module; for each of them in that order, the rank of its module, too. */
function orderBySymbol(
  rows: SymbolRows,
  symbolOf: Int32Array,
  moduleRanks: Int32Array,
): { readonly order: Int32Array; readonly moduleOf: Int32Array } {
  const next = new Int32Array(rows.name.length + 1)
  for (const symbol of symbolOf) next[symbol + 1] = (next[symbol + 1] ?? 0) + 1
  for (let symbol = 1; symbol < next.length; symbol++)
    next[symbol] = (next[symbol] ?? 0) + (next[symbol - 1] ?? 0)
  const order = new Int32Array(symbolOf.length)
  const moduleOf = new Int32Array(symbolOf.length)
  // Each row comes after those of its symbol so far: with modules in order, those of a symbol are in order, too.
  for (const position of orderOf(Float64Array.from(moduleRanks))) {
    const end = rows.end(position)
    for (let row = rows.start(position); row < end; row++) {
      const symbol = symbolOf[row] ?? 0
      const at = next[symbol] ?? 0
      next[symbol] = at + 1
      order[at] = row
      moduleOf[at] = moduleRanks[position] ?? 0
    }
  }
  return { order, moduleOf }
}

/** The version of a symbol; undefined if it has none. */
export const crcOf = (rows: SymbolRows, row: number): number | undefined => {
  const crc = rows.crcLow.at(row) >>> 0
  return crc === 0 && rows.crcHigh.at(row) === 0 ? undefined : crc
}

interface RankedIds {
  readonly dictionary: readonly string[]
  /** Positions in `dictionary` of names. */
  ranksOf(ids: Int32Array): Int32Array
}

function rankIds(rows: SymbolRows, textOf: (id: number) => string): RankedIds {
  const ids = rows.name.values
  let size = 0
  for (const id of ids) if (id >= size) size = id + 1
  const isUsed = new Uint8Array(size)
  for (const id of ids) isUsed[id] = 1
  const texts = new Map<number, string>()
  for (const [id, used] of isUsed.entries()) if (used === 1) texts.set(id, textOf(id))
  const { dictionary, rank } = rankTexts(texts.values())
  const ranks = new Int32Array(size)
  for (const [id, text] of texts) ranks[id] = rank.get(text) ?? 0
  return { dictionary, ranksOf: (some) => some.map((id) => ranks[id] ?? 0) }
}

/**
 * A symbol with a version was there when the module was built, and so was one that must not be missing. A weak one
 * without a version says nothing.
 */
function importedSymbols(
  dictionary: readonly string[],
  positions: Int32Array,
  crcs: Float64Array,
  weak: Uint8Array,
): Map<string, Imported> {
  const found = new Map<string, Imported>()
  for (let row = 0; row < positions.length; ) {
    const symbol = positions[row] ?? 0
    const counts = new Map<number, number>()
    let [total, isThere] = [0, false]
    for (; row < positions.length && positions[row] === symbol; row++) {
      const crc = crcs[row] ?? Number.NaN
      if (!Number.isNaN(crc)) {
        counts.set(crc, (counts.get(crc) ?? 0) + 1)
        total++
      }
      isThere ||= !Number.isNaN(crc) || weak[row] === 0
    }
    const crc = [...counts].find(([, count]) => count * 2 > total)?.[0]
    if (isThere) found.set(dictionary[symbol] ?? '', { crc })
  }
  return found
}
