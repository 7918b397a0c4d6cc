/**
 * Collects what loadability/ needs to know of a kernel: the exports of the kernel and its modules, its configuration,
 * and each module as the kernel would see it.
 */
import { memoize } from '../base/memoize.ts'
import { headOf, type TraitsHead } from '../facts/traits-list.ts'
import type { ElfKind, KernelExport, KernelView, ModuleView, Signer } from '../loadability/kernel-view.ts'
import type { SignatureTraits } from '../signatures/signature-traits.ts'
import { configFlags } from './kernel-config.ts'
import type { KernelFacts } from './kernel-facts.ts'
import type { KernelModule, ModuleCopy } from './module-copies.ts'
import { moduleExports, moduleViewer, moduleViews, proprietaryModules } from './module-views.ts'
import { needRowsOf } from './need-rows.ts'
import type { Kernel } from './open-kernel.ts'
import { ownExports } from './own-exports.ts'

export interface LoadabilityFacts {
  readonly view: KernelView
  /** In the order of `KernelFacts.modules`; undefined for modules that could not be read. */
  readonly modules: readonly (ModuleView | undefined)[]
  /** One of them, for callers that do not need them all: each is made of columns when it is asked for. */
  moduleAt(position: number): ModuleView | undefined
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
  const modules = memoize(() => moduleViews(facts))
  const ofModules = moduleExports(facts)
  const inTree = inTreeHeads(facts)
  const comparesVersions = hasVersions(inTree, own)
  const inferred = comparesVersions
    ? inferVersions(facts, (name) => own.get(name)?.crc !== undefined || ofModules.has(name))
    : new Map<string, InferredVersion>()
  const proprietary = proprietaryModules(facts, modules, () => ofModules)
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
  return {
    view,
    get modules() {
      return modules()
    },
    moduleAt: moduleViewer(facts),
    facts,
    inferred,
    symvers,
  }
}

/**
 * CONFIG_MODVERSIONS: whether most modules that came with the kernel have versions, or the kernel's own symbols do.
 * Without it the kernel looks at no version, and what other modules have means nothing.
 */
const hasVersions = (inTree: readonly TraitsHead[], own: ReadonlyMap<string, KernelExport>): boolean =>
  own.get('module_layout')?.crc !== undefined ||
  inTree.filter((head) => head.hasVersions).length * 2 >= inTree.length

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
  facts: KernelFacts<ModuleCopy>,
  isKnown: (name: string) => boolean,
): Map<string, InferredVersion> {
  const { table, traits = [] } = facts
  const { needed, names } = table
  const versions = new VersionCounts(names.size)
  const rowsAt = needRowsOf(facts)
  for (const position of facts.modules.keys()) {
    const head = headOf(traits, position)
    if (head === undefined) continue
    const rows = rowsAt(position, head.undefinedCount)
    if (rows.layout !== undefined) versions.add(needed.name.at(rows.layout), needed.crcLow.at(rows.layout))
    for (let row = rows.start; row < rows.end; row++) {
      const crc = needed.crcLow.at(row)
      if (crc !== 0 || needed.crcHigh.at(row) !== 0) versions.add(needed.name.at(row), crc)
    }
  }
  const inferred = new Map<string, InferredVersion>()
  for (let id = 0; id < names.size; id++) {
    if (versions.isRare(id)) continue
    const { crc, count, total } = versions.mostCommon(id)
    if (total < FEWEST_USERS || count * 2 <= total) continue
    const name = names.text(id)
    if (!isKnown(name)) inferred.set(name, { crc: crc >>> 0, count, total })
  }
  return inferred
}

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

  /** Whether fewer modules need it than a majority takes; most names are such. */
  isRare(id: number): boolean {
    return (this.#counts[id] ?? 0) < FEWEST_USERS && !this.#others.has(id)
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

/** Of modules below kernel/, which came with the kernel; of all modules, if there are none there. */
function inTreeHeads({ modules, traits = [] }: KernelFacts<ModuleCopy>): TraitsHead[] {
  const of = (isWanted: (relpath: string) => boolean): TraitsHead[] =>
    modules.flatMap(({ relpath }, position) => (isWanted(relpath) ? (headOf(traits, position) ?? []) : []))
  const inTree = of((relpath) => relpath.startsWith('kernel/'))
  return inTree.length > 0 ? inTree : of(() => true)
}

const mostCommon = <T>(values: readonly T[]): T | undefined => {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0]
}

/** The majority of those built for this release; undefined when there is none. */
const vermagicOf = (heads: readonly TraitsHead[], release: string): string | undefined =>
  mostCommon(heads.flatMap(({ vermagic }) => (vermagic?.split(' ')[0] === release ? [vermagic] : [])))

function usualSignerOf(heads: readonly TraitsHead[]): Signer | undefined {
  const key = mostCommon(heads.map(({ signature }) => keyOf(signature)))
  const found = heads.find(({ signature }) => keyOf(signature) === key)?.signature
  return found?.state === 'signed' ? { signer: found.signer, keyId: found.keyId } : undefined
}

const keyOf = (signature: SignatureTraits): string =>
  signature.state === 'signed' ? `${signature.keyId} ${signature.signer}` : ''

function mostCommonElf(heads: readonly TraitsHead[]): ElfKind | undefined {
  const key = mostCommon(
    heads.map(({ elfClass, littleEndian, machine }) => `${elfClass} ${littleEndian} ${machine}`),
  )
  const found = heads.find(
    ({ elfClass, littleEndian, machine }) => `${elfClass} ${littleEndian} ${machine}` === key,
  )
  return found && { elfClass: found.elfClass, littleEndian: found.littleEndian, machine: found.machine }
}
