/** What two kernels, trees or builds do not have in common: what was lost, gained and changed from the first to the second. */
import { pause } from '../../base/interruption.ts'
import { type OptionNames, refuseUnknownOptions } from '../../base/known-options.ts'
import { compareBytes, tryNormalizeAlias } from '../../base/names.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import type { BuildPart } from './build-parts.ts'
import type { DiffEntry, DiffSection } from './diff-entries.ts'
import { DIFF_SECTIONS, type DiffSectionName } from './diff-sections.ts'
import { type KernelInventory, type Listing, takeInventory } from './kernel-inventory.ts'
import { type BuildComparison, compareBuilds } from './module-builds.ts'
import { comparePlaces } from './module-places.ts'
import { aliasIndex } from './successors.ts'
import { compareAccess } from './symbol-access.ts'

export interface DiffResult {
  readonly sections: Readonly<Record<DiffSectionName, DiffSection>>
  /** Sections in which something was lost that users or other modules may rely on: see lossesIn(). */
  readonly losses: readonly DiffSectionName[]
  /** Counts of the modules of which both sides have a file. */
  readonly builds: BuildComparison
  readonly before: DiffSide
  readonly after: DiffSide
}

export type DiffSide = Pick<KernelInventory, 'counts' | 'unreadable' | 'knowsExports'>

export interface DiffOptions {
  /** Parts of a build that make no difference; their differences are still counted, in `builds`. */
  readonly ignore?: readonly BuildPart[]
  /** Compares the content of modules, too: each is read once more, as a whole. */
  readonly content?: boolean
}

const DIFF_OPTIONS: OptionNames<DiffOptions> = { ignore: true, content: true }

/**
 * Compares two kernels: modules, dependencies, exported symbols and their versions, aliases, parameters, firmware. Reads
 * all modules of both.
 *
 * @example
 * const { losses } = await diff(openKernel({ root: '/old' }), openKernel({ root: '/new' }))
 * process.exitCode = losses.length > 0 ? 1 : 0
 * @throws KmodError KMOD_IO
 */
export async function diff(before: Kernel, after: Kernel, options: DiffOptions = {}): Promise<DiffResult> {
  refuseUnknownOptions<DiffOptions>('diff()', options, DIFF_OPTIONS)
  const a = await takeInventory(before, options)
  const b = await takeInventory(after, options)
  for (const { options } of [before, after]) await pause(options.signal)
  const modules = compare(a.modules, b.modules)
  const builds = compareBuilds(a.builds, b.builds, new Set(options.ignore))
  const sections = {
    modules,
    ...comparePlaces(modules),
    dependencies: ofCommonModules(compare(a.dependencies, b.dependencies), a, b, ' -> '),
    symbols: withBuiltin(compare(a.symbols, b.symbols), b),
    versions: compareVersions(a, b),
    access: compareAccess(a.access, b.access),
    vermagic: { lost: [], gained: [], changed: compare(a.vermagics, b.vermagics).changed },
    aliases: withoutUnrecorded(withCovered(compare(a.aliases, b.aliases), b.aliases), a),
    parameters: ofCommonModules(compare(a.parameters, b.parameters), a, b, '.'),
    firmware: compare(a.firmware, b.firmware),
    builds: { lost: [], gained: [], changed: builds.changed },
  }
  return {
    sections: { ...sections, dependencies: { ...sections.dependencies, changed: [] } },
    losses: lossesIn(sections),
    builds: builds.comparison,
    before: sideOf(a),
    after: sideOf(b),
  }
}

/** Of symbols that both sides have; where one side has none at all (modversions is off), all of the other side. */
function compareVersions(a: KernelInventory, b: KernelInventory): DiffSection {
  const all = compare(a.versions, b.versions, (crc) => `0x${crc.toString(16).padStart(8, '0')}`)
  const isOff = (a.versions.size === 0) !== (b.versions.size === 0)
  return isOff ? all : { lost: [], gained: [], changed: all.changed }
}

/**
 * A symbol that the kernel itself exports has only changed its owner. Where it is not known what the kernel exports, a
 * symbol is taken to be there if its module is built in: from Linux 6.12 to 7.2 that is right for 265 of 301, and
 * misses 12.
 */
function withBuiltin(section: DiffSection, after: KernelInventory): DiffSection {
  const isBuiltin = ({ name, before = '' }: DiffEntry): boolean =>
    after.kernelExports(name) || (!after.knowsExports && after.builtins.has(before))
  const moved = section.lost.filter(isBuiltin).map((entry) => ({ ...entry, after: 'builtin' }))
  return {
    ...section,
    lost: section.lost.filter((entry) => !isBuiltin(entry)),
    changed: byName([...section.changed, ...moved]),
  }
}

/**
 * Older kernels record few aliases of what is built in, or none: one that was not recorded for its module is no new
 * hardware. They count as changed, from `builtin`.
 */
function withoutUnrecorded(section: DiffSection, before: KernelInventory): DiffSection {
  const { builtins, builtinAliases } = before
  const isRecorded = (alias: string): boolean =>
    builtinAliases === 'all' || (builtinAliases === 'by-hand' && !isOfDevice(alias))
  const isUnrecorded = ({ name, after = '' }: DiffEntry): boolean =>
    !isRecorded(name) && after.split(', ').every((modname) => builtins.has(modname))
  const known = section.gained.filter(isUnrecorded).map((entry) => ({ ...entry, before: 'builtin' }))
  return {
    ...section,
    gained: section.gained.filter((entry) => !isUnrecorded(entry)),
    changed: byName([...section.changed, ...known]),
  }
}

/** `bus:...`; `devname:` is written by hand. */
const isOfDevice = (alias: string): boolean => /^[\w*+-]+:/.test(alias) && !alias.startsWith('devname:')

const byName = (entries: readonly DiffEntry[]): DiffEntry[] =>
  entries.toSorted((one, other) => compareBytes(one.name, other.name))

const sideOf = ({ counts, unreadable, knowsExports }: KernelInventory): DiffSide => ({
  counts,
  unreadable,
  knowsExports,
})

/** A dependency or a firmware file that is asked for no more is no loss; a symbol of another version is. */
const lossesIn = (sections: Readonly<Record<DiffSectionName, DiffSection>>): DiffSectionName[] =>
  DIFF_SECTIONS.filter((name) => {
    if (name === 'versions' || name === 'vermagic')
      return sections[name].lost.length + sections[name].changed.length > 0
    return name !== 'dependencies' && name !== 'firmware' && sections[name].lost.length > 0
  })

/** Entries are made of what differs only: two kernels have most of 100,000 names in common. */
function compare<T>(
  a: ReadonlyMap<string, T>,
  b: ReadonlyMap<string, T>,
  textOf: (value: T) => string = String,
): DiffSection {
  const lost: DiffEntry[] = []
  const gained: DiffEntry[] = []
  const changed: DiffEntry[] = []
  for (const [name, before] of a) {
    const after = b.get(name)
    if (after === undefined) lost.push({ name, before: textOf(before) })
    else if (before !== after) changed.push({ name, before: textOf(before), after: textOf(after) })
  }
  for (const [name, after] of b) if (!a.has(name)) gained.push({ name, after: textOf(after) })
  return { lost: byName(lost), gained: byName(gained), changed: byName(changed) }
}

/** The symbols and aliases of a lost module are reported once, by the module. */
function ofCommonModules(
  section: DiffSection,
  a: KernelInventory,
  b: KernelInventory,
  separator: string,
): DiffSection {
  const isCommon = ({ name }: DiffEntry): boolean => {
    const modname = name.slice(0, name.indexOf(separator))
    return a.modules.has(modname) && b.modules.has(modname)
  }
  return {
    lost: section.lost.filter(isCommon),
    gained: section.gained.filter(isCommon),
    changed: section.changed,
  }
}

/** An alias that is gone, where a wider one matches all that it did, has only changed. */
function withCovered(section: DiffSection, aliases: Listing): DiffSection {
  if (section.lost.length === 0) return section
  const index = aliasIndex(aliases)
  const covered = new Map(
    section.lost.flatMap(({ name }) => {
      const key = tryNormalizeAlias(name)
      const modnames = key === undefined ? [] : index.match(key).map(({ value }) => value)
      return modnames.length > 0 ? [[name, [...new Set(modnames)].sort().join(', ')] as const] : []
    }),
  )
  const moved = section.lost.flatMap((entry) => {
    const after = covered.get(entry.name)
    return after === undefined ? [] : [{ ...entry, after }]
  })
  return {
    ...section,
    lost: section.lost.filter(({ name }) => !covered.has(name)),
    changed: byName([...section.changed, ...moved]),
  }
}
