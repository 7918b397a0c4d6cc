/** What modules and the kernel export, as sorted columns: by symbol, then by owner. */
import type { KernelFacts } from '../../../src/kernel/kernel-facts.ts'
import type { KernelModule } from '../../../src/kernel/module-copies.ts'
import type { KernelExport } from '../../../src/loadability/kernel-view.ts'
import {
  booleanValues,
  type ColumnValues,
  integerValues,
  type Ranked,
  rankTexts,
  textValues,
} from '../../parquet/plain/columns.ts'
import { crcOf, type Imported } from './import-rows.ts'
import { orderOf } from './sorted-rows.ts'

/** The owner of what the kernel itself exports, as Module.symvers calls it. */
export const KERNEL_OWNER = 'vmlinux'

/** How a symbol that the kernel itself exports is known. */
export type ExportEvidence = 'module' | 'symvers' | 'system-map' | 'importers'

type Facts = KernelFacts<KernelModule>

interface ExportRow {
  readonly symbol: string
  readonly owner: string
  readonly crc: number | undefined
  readonly gplOnly: boolean | undefined
  readonly namespace: string | undefined
  readonly evidence: ExportEvidence
}

export interface OwnSymbols {
  /** From a Module.symvers or System.map; empty without one. */
  readonly own: ReadonlyMap<string, KernelExport>
  /** Where `own` is from. */
  readonly evidence: 'symvers' | 'system-map'
  readonly imported: ReadonlyMap<string, Imported>
}

/** The table `exports`: of modules, and of the kernel as far as it is known. */
export function exportColumns(facts: Facts, { own, evidence, imported }: OwnSymbols): ColumnValues[] {
  const rows = moduleExportRows(facts)
  const ofModules = new Set(rows.map(({ symbol }) => symbol))
  for (const [symbol, { crc, gplOnly, namespace }] of own)
    rows.push({
      symbol,
      owner: KERNEL_OWNER,
      crc: crc ?? imported.get(symbol)?.crc,
      gplOnly,
      evidence,
      namespace: namespace || undefined,
    })
  // A list of all the kernel's symbols leaves none to be inferred.
  if (own.size === 0)
    for (const [symbol, { crc }] of imported)
      if (!ofModules.has(symbol))
        rows.push({
          symbol,
          owner: KERNEL_OWNER,
          crc,
          evidence: 'importers',
          gplOnly: undefined,
          namespace: undefined,
        })
  return columnsOf(sortExports(rows))
}

function moduleExportRows({ table: { names, exported }, modules, traits }: Facts): ExportRow[] {
  const rows: ExportRow[] = []
  for (const [position, { modname: owner }] of modules.entries()) {
    const start = exported.start(position)
    const end = exported.end(position)
    if (start === end) continue
    const known = new Map(traits?.at(position)?.exports.map((one) => [one.name, one]))
    for (let row = start; row < end; row++) {
      const symbol = names.text(exported.name.at(row))
      const trait = known.get(symbol)
      if (known.size > 0 && trait === undefined) continue
      rows.push({
        symbol,
        owner,
        crc: crcOf(exported, row),
        gplOnly: trait?.gplOnly,
        evidence: 'module',
        namespace: trait?.namespace || undefined,
      })
    }
  }
  return rows
}

function sortExports(rows: readonly ExportRow[]): ExportRow[] {
  const symbols: Ranked = rankTexts(new Set(rows.map(({ symbol }) => symbol)))
  const owners: Ranked = rankTexts(new Set(rows.map(({ owner }) => owner)))
  const keys = Float64Array.from(
    rows,
    ({ symbol, owner }) =>
      (symbols.rank.get(symbol) ?? 0) * owners.dictionary.length + (owners.rank.get(owner) ?? 0),
  )
  return [...orderOf(keys)].flatMap((row) => rows[row] ?? [])
}

const columnsOf = (rows: readonly ExportRow[]): ColumnValues[] => [
  textValues(
    'symbol',
    false,
    rows.map(({ symbol }) => symbol),
  ),
  textValues(
    'owner',
    false,
    rows.map(({ owner }) => owner),
  ),
  integerValues(
    'crc',
    true,
    rows.map(({ crc }) => crc),
  ),
  booleanValues(
    'gpl_only',
    true,
    rows.map(({ gplOnly }) => gplOnly),
  ),
  textValues(
    'namespace',
    true,
    rows.map(({ namespace }) => namespace),
  ),
  textValues(
    'evidence',
    false,
    rows.map(({ evidence }) => evidence),
  ),
]
