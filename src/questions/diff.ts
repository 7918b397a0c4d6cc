/** What two kernels, trees or builds do not have in common: what was lost, gained and changed from the first to the second. */

import { wholeSource } from '../base/byte-source.ts'
import { pause } from '../base/interruption.ts'
import { compareBytes, isAscii, tryNormalizeAlias } from '../base/names.ts'
import { ModuleIndex } from '../indexes/decode-index.ts'
import { encodeIndex } from '../indexes/encode-index.ts'
import type { Kernel } from '../kernel/open-kernel.ts'
import { aliasKind, type KernelInventory, type Listing, takeInventory } from './kernel-inventory.ts'

export interface DiffEntry {
  /** See `Diff`. */
  readonly name: string
  /** What it is on either side; none where it is not. */
  readonly before?: string
  readonly after?: string
}

export interface DiffSection {
  /** By name. */
  readonly lost: readonly DiffEntry[]
  readonly gained: readonly DiffEntry[]
  readonly changed: readonly DiffEntry[]
}

/**
 *   modules        modnames, and their paths or `builtin`
 *   dependencies   `user -> provider` of modules that both sides have, and the first symbol
 *   symbols        exported symbols of modules, and their owners: `builtin` for one that the kernel has now
 *   versions       CRCs of symbols that both sides have (kABI): those of modules, and of the kernel as modules use them;
 *                  when one side has no versions at all, every version of the other side is lost or gained
 *   aliases        aliases, the hardware that is known, and modules. Lost is what no alias of the other side covers;
 *                  changed from `builtin` is what was not recorded of a module that was built in
 *   parameters     `module.parameter` of modules that both sides have, and its type
 *   firmware       files that modules ask for, and the modules
 *   builds         build IDs of modules that both sides have: which were built anew
 */
export const DIFF_SECTIONS = [
  'modules',
  'dependencies',
  'symbols',
  'versions',
  'aliases',
  'parameters',
  'firmware',
  'builds',
] as const
export type DiffSectionName = (typeof DIFF_SECTIONS)[number]

export interface DiffResult {
  readonly sections: Readonly<Record<DiffSectionName, DiffSection>>
  /** Sections in which something was lost that users or other modules may rely on: see lossesIn(). */
  readonly losses: readonly DiffSectionName[]
  readonly before: DiffSide
  readonly after: DiffSide
}

export type DiffSide = Pick<KernelInventory, 'counts' | 'unreadable'>

/**
 * Compares two kernels: modules, dependencies, exported symbols and their versions, aliases, parameters, firmware. Reads
 * all modules of both; stops by the `signal` of either kernel's options.
 *
 * @example
 * const { losses } = await diff(openKernel({ root: '/old' }), openKernel({ root: '/new' }))
 * process.exitCode = losses.length > 0 ? 1 : 0
 * @throws KmodError KMOD_IO
 */
export async function diff(before: Kernel, after: Kernel): Promise<DiffResult> {
  const a = await takeInventory(before)
  const b = await takeInventory(after)
  for (const { options } of [before, after]) await pause(options.signal)
  const sections = {
    modules: compare(a.modules, b.modules),
    dependencies: ofCommonModules(compare(a.dependencies, b.dependencies), a, b, ' -> '),
    symbols: withBuiltin(compare(a.symbols, b.symbols), b),
    versions: compareVersions(a, b),
    aliases: withoutUnrecorded(withCovered(compare(a.aliases, b.aliases), b.aliases), a),
    parameters: ofCommonModules(compare(a.parameters, b.parameters), a, b, '.'),
    firmware: compare(a.firmware, b.firmware),
    builds: { lost: [], gained: [], changed: compare(a.builds, b.builds).changed },
  }
  return {
    sections: { ...sections, dependencies: { ...sections.dependencies, changed: [] } },
    losses: lossesIn(sections),
    before: sideOf(a),
    after: sideOf(b),
  }
}

/** Of symbols that both sides have; where one side has none at all (modversions is off), all of the other side. */
function compareVersions(a: KernelInventory, b: KernelInventory): DiffSection {
  const all = compare(asTexts(a.versions), asTexts(b.versions))
  const isOff = (a.versions.size === 0) !== (b.versions.size === 0)
  return isOff ? all : { lost: [], gained: [], changed: all.changed }
}

/** A symbol whose module is built in now, or which the kernel itself has, has only changed its owner. */
function withBuiltin(section: DiffSection, after: KernelInventory): DiffSection {
  const isBuiltin = ({ name, before = '' }: DiffEntry): boolean =>
    after.builtins.has(before) || after.kernelExports(name)
  const moved = section.lost.filter(isBuiltin).map((entry) => ({ ...entry, after: 'builtin' }))
  return {
    ...section,
    lost: section.lost.filter((entry) => !isBuiltin(entry)),
    changed: byName([...section.changed, ...moved]),
  }
}

/**
 * Older kernels record few aliases of what is built in: one of a kind that was not recorded for its module is no new
 * hardware. They count as changed, from `builtin`.
 */
function withoutUnrecorded(section: DiffSection, before: KernelInventory): DiffSection {
  const isUnrecorded = ({ name, after = '' }: DiffEntry): boolean =>
    after.split(', ').every((modname) => before.builtins.get(modname)?.has(aliasKind(name)) === false)
  const known = section.gained.filter(isUnrecorded).map((entry) => ({ ...entry, before: 'builtin' }))
  return {
    ...section,
    gained: section.gained.filter((entry) => !isUnrecorded(entry)),
    changed: byName([...section.changed, ...known]),
  }
}

const byName = (entries: readonly DiffEntry[]): DiffEntry[] =>
  entries.toSorted((one, other) => compareBytes(one.name, other.name))

const sideOf = ({ counts, unreadable }: KernelInventory): DiffSide => ({ counts, unreadable })

/** A dependency or a firmware file that is asked for no more is no loss; a symbol of another version is. */
const lossesIn = (sections: Readonly<Record<DiffSectionName, DiffSection>>): DiffSectionName[] =>
  DIFF_SECTIONS.filter((name) => {
    if (name === 'versions') return sections.versions.lost.length + sections.versions.changed.length > 0
    return name !== 'dependencies' && name !== 'firmware' && sections[name].lost.length > 0
  })

function compare(a: Listing, b: Listing): DiffSection {
  const names = [...new Set([...a.keys(), ...b.keys()])].sort(compareBytes)
  const entries = names.map((name) => entryOf(name, a.get(name), b.get(name)))
  return {
    lost: entries.filter(({ after }) => after === undefined),
    gained: entries.filter(({ before }) => before === undefined),
    changed: entries.filter(
      ({ before, after }) => before !== undefined && after !== undefined && before !== after,
    ),
  }
}

const entryOf = (name: string, before: string | undefined, after: string | undefined): DiffEntry => ({
  name,
  ...(before !== undefined && { before }),
  ...(after !== undefined && { after }),
})

const asTexts = (versions: ReadonlyMap<string, bigint>): Listing =>
  new Map([...versions].map(([name, crc]) => [name, `0x${crc.toString(16).padStart(8, '0')}`]))

/** What a lost module had is told once: by the module. */
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

/** No index holds what is not ASCII, nor has kmod ever found it. */
function aliasIndex(aliases: Listing): ModuleIndex {
  const entries = [...aliases].flatMap(([alias, value]) => {
    const key = tryNormalizeAlias(alias)
    return key === undefined || !isIndexable(key) ? [] : [{ key, value, priority: 0 }]
  })
  return new ModuleIndex(wholeSource(encodeIndex(entries, 'pre-order')))
}

const isIndexable = (key: string): boolean => key !== '' && isAscii(key)
