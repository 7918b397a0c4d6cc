/**
 * Collects what loadability/ needs to know of a kernel: the exports of the kernel and its modules, its configuration,
 * and each module as the kernel would see it.
 */
import { bytesOf } from '../base/bytes.ts'
import { memoize } from '../base/memoize.ts'
import { type ModuleTraits, modinfoValue } from '../facts/module-traits.ts'
import type { ElfKind, KernelExport, KernelView, ModuleView, Signer } from '../loadability/kernel-view.ts'
import type { SignatureTraits } from '../signatures/signature-traits.ts'
import { configFlags } from './kernel-config.ts'
import type { KernelFacts } from './kernel-facts.ts'
import type { KernelModule, ModuleCopy } from './module-copies.ts'
import { moduleExports, moduleViews, proprietaryModules } from './module-views.ts'
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
  const inTree = inTreeTraits(facts)
  const comparesVersions = hasVersions(inTree, own)
  const inferred = comparesVersions
    ? inferVersions(facts, modules, (name) => own.get(name)?.crc !== undefined || ofModules.has(name))
    : new Map<string, InferredVersion>()
  const proprietary = proprietaryModules(modules, ofModules)
  const vermagic = vermagicOf(inTree, place.release)
  const elf = mostCommonElf(inTree)
  const usualSigner = usualSignerOf(inTree)
  const view: KernelView = {
    release: place.release,
    ...(vermagic !== undefined && { vermagic }),
    ...(elf !== undefined && { elf }),
    ...(usualSigner !== undefined && { usualSigner }),
    // Most of the 190,000 symbols that 4,000 modules need are the same few thousand.
    exportOf: memoize((name: string) => {
      const found = exportIn(name, own, ofModules, inferred)
      return comparesVersions ? found : found && withoutVersion(found)
    }),
    knowsKernelSymbols: own.size > 0,
    isProprietary: (modname) => proprietary.has(modname),
    ...configFlags(place),
  }
  return { view, modules, facts, inferred, symvers }
}

/**
 * CONFIG_MODVERSIONS: whether most modules that came with the kernel have versions, or the kernel's own symbols do.
 * Without it the kernel looks at no version, and what other modules have means nothing.
 */
const hasVersions = (inTree: readonly ModuleTraits[], own: ReadonlyMap<string, KernelExport>): boolean =>
  own.get('module_layout')?.crc !== undefined ||
  inTree.filter(({ versions }) => versions !== 'none').length * 2 >= inTree.length

const withoutVersion = ({ crc: _, ...known }: KernelExport): KernelExport => known

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

/** With fewer modules than this, a majority means nothing. */
const FEWEST_USERS = 3

/** Versions that most modules agree on, of symbols that no provider gives a version. */
function inferVersions(
  { table: { needed, names } }: KernelFacts<ModuleCopy>,
  modules: readonly (ModuleView | undefined)[],
  isKnown: (name: string) => boolean,
): Map<string, InferredVersion> {
  const versions = new VersionCounts(names.size)
  const layout = names.find(MODULE_LAYOUT, 0, MODULE_LAYOUT.length)
  for (const [position, module] of modules.entries()) {
    if (module === undefined) continue
    if (module.layout !== undefined) versions.add(layout, module.layout)
    const start = needed.start(position)
    for (let row = start; row < start + module.needs.length; row++) {
      const crc = needed.crcLow.at(row)
      if (crc !== 0 || needed.crcHigh.at(row) !== 0) versions.add(needed.name.at(row), crc)
    }
  }
  const inferred = new Map<string, InferredVersion>()
  for (let id = 0; id < names.size; id++) {
    const { crc, count, total } = versions.mostCommon(id)
    if (total < FEWEST_USERS || count * 2 <= total) continue
    const name = names.text(id)
    if (!isKnown(name)) inferred.set(name, { crc: crc >>> 0, count, total })
  }
  return inferred
}

const MODULE_LAYOUT = bytesOf('module_layout')

/** How many modules need which version of a symbol; nearly always all need the first one. */
class VersionCounts {
  readonly #first: Int32Array
  readonly #counts: Int32Array
  /** Of the symbols that are needed in several versions. */
  readonly #others = new Map<number, Map<number, number>>()

  constructor(size: number) {
    this.#first = new Int32Array(size)
    this.#counts = new Int32Array(size)
  }

  add(id: number, version: number): void {
    const crc = version | 0
    const count = this.#counts[id] ?? 0
    if (count === 0) this.#first[id] = crc
    if (this.#first[id] === crc) this.#counts[id] = count + 1
    else {
      const others = this.#others.get(id) ?? new Map<number, number>()
      this.#others.set(id, others.set(crc, (others.get(crc) ?? 0) + 1))
    }
  }

  mostCommon(id: number): InferredVersion {
    let best = { crc: this.#first[id] ?? 0, count: this.#counts[id] ?? 0 }
    let total = best.count
    for (const [crc, count] of this.#others.get(id) ?? []) {
      total += count
      if (count > best.count) best = { crc, count }
    }
    return { ...best, total }
  }
}

/** The traits of modules below kernel/, which came with the kernel; of all modules, if there are none there. */
function inTreeTraits({ modules, traits = [] }: KernelFacts<ModuleCopy>): ModuleTraits[] {
  const of = (isWanted: (relpath: string) => boolean): ModuleTraits[] =>
    modules.flatMap(({ relpath }, position) => (isWanted(relpath) ? (traits.at(position) ?? []) : []))
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

function usualSignerOf(traits: readonly ModuleTraits[]): Signer | undefined {
  const key = mostCommon(traits.map(({ signature }) => keyOf(signature)))
  const found = traits.find(({ signature }) => keyOf(signature) === key)?.signature
  return found?.state === 'signed' ? { signer: found.signer, keyId: found.keyId } : undefined
}

const keyOf = (signature: SignatureTraits): string =>
  signature.state === 'signed' ? `${signature.keyId} ${signature.signer}` : ''

function mostCommonElf(traits: readonly ModuleTraits[]): ElfKind | undefined {
  const key = mostCommon(
    traits.map(({ elfClass, littleEndian, machine }) => `${elfClass} ${littleEndian} ${machine}`),
  )
  const found = traits.find(
    ({ elfClass, littleEndian, machine }) => `${elfClass} ${littleEndian} ${machine}` === key,
  )
  return found && { elfClass: found.elfClass, littleEndian: found.littleEndian, machine: found.machine }
}
