/** Modules as the kernel would see them, and what they export, from facts in columns. */
import type { SymbolRows } from '../facts/facts-table.ts'
import { type ModuleTraits, modinfoValue, modinfoValues } from '../facts/module-traits.ts'
import { headOf } from '../facts/traits-list.ts'
import type { KernelExport, ModuleView, NeededVersion } from '../loadability/kernel-view.ts'
import { isGplCompatible } from '../loadability/licenses.ts'
import type { KernelFacts } from './kernel-facts.ts'
import type { ModuleCopy } from './module-copies.ts'
import { type NeedRows, needRowsOf } from './need-rows.ts'

/** What modules export; of two the later one counts, as in depmod. */
export function moduleExports(facts: KernelFacts<ModuleCopy>): Map<string, KernelExport> {
  const exports = new Map<string, KernelExport>()
  const { exported, names } = facts.table
  for (const [position, { modname }] of facts.modules.entries()) {
    const start = exported.start(position)
    const end = exported.end(position)
    if (start === end) continue
    const crcs = new Map<string, number>()
    for (let row = start; row < end; row++)
      crcs.set(names.text(exported.name.at(row)), exported.crcLow.at(row) >>> 0)
    const owner = { kind: 'module', modname } as const
    const traits = facts.traits?.at(position)?.exports ?? []
    for (const { name, gplOnly, namespace } of traits) {
      const crc = crcs.get(name) ?? 0
      exports.set(name, crc === 0 ? { gplOnly, namespace, owner } : { crc, gplOnly, namespace, owner })
    }
    if (traits.length === 0)
      for (const [name, crc] of crcs) exports.set(name, crc === 0 ? { owner } : { crc, owner })
  }
  return exports
}

/** Each module as the kernel would see it. */
export function moduleViews(facts: KernelFacts<ModuleCopy>): (ModuleView | undefined)[] {
  const viewAt = moduleViewer(facts)
  return facts.modules.map((_, position) => viewAt(position))
}

/** The same, of one module at a time: undefined for one that could not be read. */
export function moduleViewer(facts: KernelFacts<ModuleCopy>): (position: number) => ModuleView | undefined {
  const names = nameCache(facts)
  const neededAt = neededCache(facts, names)
  const rowsAt = needRowsOf(facts)
  return (position) => {
    const traits = facts.traits?.at(position)
    if (traits === undefined) return undefined
    const rows = rowsAt(position, traits.undefinedCount)
    const modname = facts.modules[position]?.modname ?? ''
    return moduleView(facts, { modname, position, traits, rows, names, neededAt })
  }
}

type NameOf = (id: number) => string

/** One string for each name, however often it is needed. */
function nameCache({ table: { names } }: KernelFacts<ModuleCopy>): NameOf {
  const known: string[] = []
  return (id) => {
    known[id] ??= names.text(id)
    return known[id]
  }
}

interface ViewedModule {
  readonly modname: string
  readonly position: number
  readonly traits: ModuleTraits
  readonly rows: NeedRows
  readonly names: NameOf
  readonly neededAt: (row: number) => NeededVersion
}

function moduleView(
  { table: { needed, exported } }: KernelFacts<ModuleCopy>,
  { modname, position, traits, rows, names, neededAt }: ViewedModule,
): ModuleView {
  const needs: NeededVersion[] = []
  for (let row = rows.start; row < rows.end; row++) needs.push(neededAt(row))
  const layout = rows.layout === undefined ? undefined : needed.crcLow.at(rows.layout) >>> 0
  const license = modinfoValue(traits.modinfo, 'license')
  const vermagic = modinfoValue(traits.modinfo, 'vermagic')
  const withCrc = new Set<string>()
  const exportRows: string[] = []
  for (let row = exported.start(position); row < exported.end(position); row++) {
    const name = names(exported.name.at(row))
    exportRows.push(name)
    if (exported.crcLow.at(row) !== 0) withCrc.add(name)
  }
  // A module that was stripped of its local symbols still has versions by which its exports are known.
  const exportNames = traits.exports.length > 0 ? traits.exports.map(({ name }) => name) : exportRows
  return {
    modname,
    elf: { elfClass: traits.elfClass, littleEndian: traits.littleEndian, machine: traits.machine },
    needs,
    ...(layout !== undefined && { layout }),
    hasVersions: traits.versions !== 'none',
    hasBasicVersions: traits.hasBasicVersions,
    exports: exportNames.map((name) => ({ name, hasCrc: withCrc.has(name) })),
    importedNamespaces: traits.modinfo.includes('import_ns=')
      ? modinfoValues(traits.modinfo, 'import_ns')
      : [],
    ...(license !== undefined && { license }),
    ...(vermagic !== undefined && { vermagic }),
    signature: traits.signature,
  }
}

/** One object for each name: nearly all modules need the same version of it, and there are ten rows for a name. */
function neededCache({ table: { needed } }: KernelFacts<ModuleCopy>, names: NameOf) {
  const known: NeededVersion[] = []
  return (row: number): NeededVersion => {
    const id = needed.name.at(row)
    const one = known[id]
    if (one !== undefined && isSameNeed(needed, row, one)) return one
    const made = neededAt(needed, row, names)
    known[id] = made
    return made
  }
}

function isSameNeed(needed: SymbolRows, row: number, { weak, crc }: NeededVersion): boolean {
  const low = needed.crcLow.at(row) >>> 0
  const hasCrc = low !== 0 || needed.crcHigh.at(row) !== 0
  return weak === needed.isWeak(row) && (hasCrc ? crc === low : crc === undefined)
}

function neededAt(needed: SymbolRows, row: number, names: NameOf): NeededVersion {
  const name = names(needed.name.at(row))
  const weak = needed.isWeak(row)
  const crc = needed.crcLow.at(row) >>> 0
  return crc === 0 && needed.crcHigh.at(row) === 0 ? { name, weak } : { name, weak, crc }
}

/**
 * By licence, and those that need a symbol of such a module: inherit_taint().
 * @param views of all modules; asked for, like `exports`, only where a module has no compatible licence
 */
export function proprietaryModules(
  { modules, traits = [] }: KernelFacts<ModuleCopy>,
  views: () => readonly (ModuleView | undefined)[],
  exports: () => ReadonlyMap<string, KernelExport>,
): Set<string> {
  const proprietary = new Set<string>()
  for (const [position, { modname }] of modules.entries()) {
    const head = headOf(traits, position)
    if (head !== undefined && !isGplCompatible(head.license, modname)) proprietary.add(modname)
  }
  if (proprietary.size === 0) return proprietary
  const [all, exported] = [views(), exports()]
  for (let before = -1; before !== proprietary.size; ) {
    before = proprietary.size
    for (const module of all) {
      if (module === undefined || proprietary.has(module.modname)) continue
      const inherits = module.needs.some(({ name }) => {
        const owner = exported.get(name)?.owner
        return owner?.kind === 'module' && proprietary.has(owner.modname)
      })
      if (inherits) proprietary.add(module.modname)
    }
  }
  return proprietary
}
