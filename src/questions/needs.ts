/**
 * Which modules import or export symbols of a pattern: what initramfs builders search every module for (a module that
 * imports `ata_scsi_ioctl` is a disk driver).
 */
import { KmodError } from '../base/errors.ts'
import { type OptionNames, refuseUnknownOptions } from '../base/known-options.ts'
import type { KernelFacts } from '../kernel/kernel-facts.ts'
import type { Kernel } from '../kernel/open-kernel.ts'
import { stateless } from './names/without-global-flag.ts'

export interface NeedsOptions {
  /** What a symbol's name must match, anywhere in it. */
  readonly pattern: RegExp
}

export interface SymbolUse {
  readonly symbol: string
  /** Modnames. More than one only when modules compete: the last one is the owner. */
  readonly exportedBy: readonly string[]
  readonly importedBy: readonly string[]
  /** What offers it: a module, the kernel itself, or nothing that is known. */
  readonly owner: 'module' | 'kernel' | 'unknown'
  /** The version that the owner states; 0 where it states none. */
  readonly crc: bigint
  /** The versions that the modules of `importedBy` were built against, in the same order; 0 for none. */
  readonly importedCrcs: readonly bigint[]
}

export interface NeedsResult {
  /** By name (strcmp). Symbols of the kernel itself are exported by no module. */
  readonly symbols: readonly SymbolUse[]
  /** Modnames of all that import one of the symbols, in depmod's order; and of all that export one. */
  readonly importers: readonly string[]
  readonly exporters: readonly string[]
  /** Modnames of modules that could not be read, so nothing is known of them. */
  readonly unreadable: readonly string[]
}

const NEEDS_OPTIONS: OptionNames<NeedsOptions> = { pattern: true }

/**
 * Finds the symbols that match a pattern, and the modules that export and import each.
 *
 * @example
 * const { importers } = await needs(kernel, { pattern: /^dm_register_target$/ })
 * @throws KmodError KMOD_USAGE without a pattern
 */
export async function needs(kernel: Kernel, options: NeedsOptions): Promise<NeedsResult> {
  refuseUnknownOptions<NeedsOptions>('needs()', options, NEEDS_OPTIONS)
  const { pattern } = options
  if (!(pattern instanceof RegExp))
    throw new KmodError('KMOD_USAGE', 'Expected `pattern` of needs() to be a RegExp')
  return findSymbolUses(await kernel.fullFacts(), options)
}

/** As needs(), over facts that are there. */
export function findSymbolUses(facts: KernelFacts, { pattern }: NeedsOptions): NeedsResult {
  const { modules, table } = facts
  const wanted = matchingNames(facts, stateless(pattern))
  const importers = new Set<string>()
  const exporters = new Set<string>()
  for (const [position, { modname }] of modules.entries()) {
    for (const [rows, side, all] of [
      [table.exported, 'exportedBy', exporters],
      [table.needed, 'importedBy', importers],
    ] as const)
      for (let row = rows.start(position); row < rows.end(position); row++) {
        const use = wanted.get(rows.name.at(row))
        if (use === undefined || (side === 'exportedBy' && !isExport(facts, position, use.symbol))) continue
        // Of two records of one name the kernel compares the first.
        if (!use[side].has(modname)) use[side].set(modname, rows.crc(row))
        all.add(modname)
      }
  }
  const symbols = [...wanted.values()]
    .map((use) => closedUse(facts, use))
    .filter(({ exportedBy, importedBy }) => exportedBy.length + importedBy.length > 0)
    .sort((a, b) => (a.symbol < b.symbol ? -1 : 1))
  const unreadable = [...facts.failures.keys()].map((position) => modules[position]?.modname ?? '')
  return { symbols, importers: [...importers], exporters: [...exporters], unreadable }
}

interface OpenUse {
  readonly id: number
  readonly symbol: string
  /** By modname: the version that it states or wants. */
  readonly exportedBy: Map<string, bigint>
  readonly importedBy: Map<string, bigint>
}

/** Without versions kmod takes the names of namespaces for exports; the kernel does not. */
function isExport({ traits }: KernelFacts, position: number, symbol: string): boolean {
  const known = traits?.at(position)?.exports ?? []
  return known.length === 0 || known.some(({ name }) => name === symbol)
}

function closedUse(facts: KernelFacts, { id, symbol, exportedBy, importedBy }: OpenUse): SymbolUse {
  const isOfKernel = exportedBy.size === 0 && facts.ownerOf(id) === 'kernel'
  const ofModule = [...exportedBy.values()].at(-1)
  return {
    symbol,
    exportedBy: [...exportedBy.keys()],
    importedBy: [...importedBy.keys()],
    owner: ofModule !== undefined ? 'module' : isOfKernel ? 'kernel' : 'unknown',
    crc: ofModule ?? (isOfKernel ? facts.owners.crc(facts.owners.lookupId(id)) : 0n),
    importedCrcs: [...importedBy.values()],
  }
}

/** By name id. */
function matchingNames({ table: { names } }: KernelFacts, pattern: RegExp): Map<number, OpenUse> {
  const wanted = new Map<number, OpenUse>()
  for (let id = 0; id < names.size; id++) {
    const symbol = names.text(id)
    if (pattern.test(symbol)) wanted.set(id, { id, symbol, exportedBy: new Map(), importedBy: new Map() })
  }
  return wanted
}
