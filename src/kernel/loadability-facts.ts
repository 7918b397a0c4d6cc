/**
 * Collects what loadability/ needs to know of a kernel: the exports of the kernel and its modules, its configuration,
 * and each module as the kernel would see it.
 */
import type { SymbolRows } from '../facts/facts-table.ts'
import { type ModuleTraits, modinfoValue, modinfoValues } from '../facts/module-traits.ts'
import type {
  ElfKind,
  KernelExport,
  KernelView,
  ModuleView,
  NeededVersion,
} from '../loadability/kernel-view.ts'
import { isGplCompatible } from '../loadability/licenses.ts'
import { configFlags } from './kernel-config.ts'
import type { KernelFacts } from './kernel-facts.ts'
import type { KernelModule, ModuleCopy } from './module-copies.ts'
import type { Kernel } from './open-kernel.ts'
import { ownExports } from './own-exports.ts'

export interface LoadabilityFacts {
  readonly view: KernelView
  /** In the order of `KernelFacts.modules`; undefined for modules that could not be read. */
  readonly modules: readonly (ModuleView | undefined)[]
  readonly facts: KernelFacts<KernelModule>
  /** The kernel's own symbols whose version is only the one that most modules agree on. */
  readonly inferred: ReadonlyMap<string, InferredVersion>
  /** All entries of a Module.symvers, including those of missing modules; empty without one. */
  readonly symvers: ReadonlyMap<string, KernelExport>
}

/** The version of a symbol that most modules have. */
export interface InferredVersion {
  readonly crc: number
  /** Modules that have it, and modules that have any. */
  readonly count: number
  readonly total: number
}

/** Reads all modules, once; the kernel's own symbols come from `symvers` or `systemMap` of its options. */
export async function loadLoadability(kernel: Kernel): Promise<LoadabilityFacts> {
  const { place } = kernel
  const facts = await kernel.fullFacts()
  const { own, symvers } = await ownExports(kernel.options)
  const modules = moduleViews(facts)
  const ofModules = moduleExports(facts)
  const inferred = inferVersions(modules, (name) => own.get(name)?.crc !== undefined || ofModules.has(name))
  const inTree = inTreeTraits(facts)
  const proprietary = proprietaryModules(modules, ofModules)
  const vermagic = vermagicOf(inTree, place.release)
  const elf = mostCommonElf(inTree)
  const view: KernelView = {
    release: place.release,
    ...(vermagic !== undefined && { vermagic }),
    ...(elf !== undefined && { elf }),
    exportOf: (name) => exportIn(name, own, ofModules, inferred),
    knowsKernelSymbols: own.size > 0,
    isProprietary: (modname) => proprietary.has(modname),
    ...configFlags(place),
  }
  return { view, modules, facts, inferred, symvers }
}

/** The kernel's own symbols come first, as in find_symbol(). */
function exportIn(
  name: string,
  own: ReadonlyMap<string, KernelExport>,
  ofModules: ReadonlyMap<string, KernelExport>,
  inferred: ReadonlyMap<string, InferredVersion>,
): KernelExport | undefined {
  const known = own.get(name) ?? ofModules.get(name)
  const crc = inferred.get(name)?.crc
  if (crc === undefined || known?.crc !== undefined) return known
  return { ...(known ?? { owner: { kind: 'kernel' } }), crc }
}

/** The exports of modules; of two the later one wins, as in depmod. */
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
    const traits = facts.traits?.[position]?.exports ?? []
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
  const names = nameCache(facts)
  return facts.modules.map(({ modname }, position) => {
    const traits = facts.traits?.[position]
    return traits && moduleView(facts, { modname, position, traits, names })
  })
}

type NameOf = (id: number) => string

/** Shares one string for each name, however often it is needed. */
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
  readonly names: NameOf
}

function moduleView(
  { table: { needed, exported } }: KernelFacts<ModuleCopy>,
  { modname, position, traits, names }: ViewedModule,
): ModuleView {
  const start = needed.start(position)
  const end = needed.end(position)
  const records = Math.min(start + traits.undefinedCount, end)
  const needs: NeededVersion[] = []
  for (let row = start; row < records; row++) needs.push(neededAt(needed, row, names))
  let layout: number | undefined
  for (let row = start; row < end && layout === undefined; row++)
    if (row >= records && names(needed.name.at(row)) === 'module_layout') layout = needed.crcLow.at(row) >>> 0
  const license = modinfoValue(traits.modinfo, 'license')
  const vermagic = modinfoValue(traits.modinfo, 'vermagic')
  const withCrc = new Set<string>()
  const rows: string[] = []
  for (let row = exported.start(position); row < exported.end(position); row++) {
    const name = names(exported.name.at(row))
    rows.push(name)
    if (exported.crcLow.at(row) !== 0) withCrc.add(name)
  }
  // A module that was stripped of its local symbols still has versions that reveal its exports.
  const exportNames = traits.exports.length > 0 ? traits.exports.map(({ name }) => name) : rows
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

function neededAt(needed: SymbolRows, row: number, names: NameOf): NeededVersion {
  const name = names(needed.name.at(row))
  const weak = needed.isWeak(row)
  const crc = needed.crcLow.at(row) >>> 0
  return crc === 0 && needed.crcHigh.at(row) === 0 ? { name, weak } : { name, weak, crc }
}

/** With fewer modules than this, a majority means nothing. */
const FEWEST_USERS = 3

/** Versions that most modules agree on, of symbols that no provider gives a version. */
function inferVersions(
  modules: readonly (ModuleView | undefined)[],
  isKnown: (name: string) => boolean,
): Map<string, InferredVersion> {
  const counts = new Map<string, Map<number, number>>()
  const note = (name: string, crc: number | undefined): void => {
    if (crc === undefined) return
    const known = counts.get(name)
    if (known === undefined) counts.set(name, new Map([[crc, 1]]))
    else known.set(crc, (known.get(crc) ?? 0) + 1)
  }
  for (const module of modules) {
    if (module === undefined) continue
    note('module_layout', module.layout)
    for (const { name, crc } of module.needs) note(name, crc)
  }
  const inferred = new Map<string, InferredVersion>()
  for (const [name, byCrc] of counts) {
    if (isKnown(name)) continue
    const total = [...byCrc.values()].reduce((sum, count) => sum + count, 0)
    const [crc, count] = [...byCrc].reduce((best, one) => (one[1] > best[1] ? one : best))
    if (total >= FEWEST_USERS && count * 2 > total) inferred.set(name, { crc, count, total })
  }
  return inferred
}

/** The traits of modules below kernel/, which came with the kernel; of all modules, if there are none there. */
function inTreeTraits({ modules, traits = [] }: KernelFacts<ModuleCopy>): ModuleTraits[] {
  const of = (isWanted: (relpath: string) => boolean): ModuleTraits[] =>
    modules.flatMap(({ relpath }, position) => (isWanted(relpath) ? (traits[position] ?? []) : []))
  const inTree = of((relpath) => relpath.startsWith('kernel/'))
  return inTree.length > 0 ? inTree : of(() => true)
}

const mostCommon = <T>(values: readonly T[]): T | undefined => {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0]
}

/** The majority of those built for this release; undefined when there is none. */
const vermagicOf = (traits: readonly ModuleTraits[], release: string): string | undefined =>
  mostCommon(
    traits.flatMap(({ modinfo }) => {
      const vermagic = modinfoValue(modinfo, 'vermagic')
      return vermagic?.split(' ')[0] === release ? [vermagic] : []
    }),
  )

function mostCommonElf(traits: readonly ModuleTraits[]): ElfKind | undefined {
  const key = mostCommon(
    traits.map(({ elfClass, littleEndian, machine }) => `${elfClass} ${littleEndian} ${machine}`),
  )
  const found = traits.find(
    ({ elfClass, littleEndian, machine }) => `${elfClass} ${littleEndian} ${machine}` === key,
  )
  return found && { elfClass: found.elfClass, littleEndian: found.littleEndian, machine: found.machine }
}

/** By licence, and those that need a symbol of such a module: inherit_taint(). */
export function proprietaryModules(
  modules: readonly (ModuleView | undefined)[],
  exports: ReadonlyMap<string, KernelExport>,
): Set<string> {
  const proprietary = new Set<string>()
  for (const module of modules)
    if (module !== undefined && !isGplCompatible(module.license, module.modname))
      proprietary.add(module.modname)
  if (proprietary.size === 0) return proprietary
  for (let before = -1; before !== proprietary.size; ) {
    before = proprietary.size
    for (const module of modules) {
      if (module === undefined || proprietary.has(module.modname)) continue
      const inherits = module.needs.some(({ name }) => {
        const owner = exports.get(name)?.owner
        return owner?.kind === 'module' && proprietary.has(owner.modname)
      })
      if (inherits) proprietary.add(module.modname)
    }
  }
  return proprietary
}
