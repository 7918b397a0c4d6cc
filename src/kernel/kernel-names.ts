/**
 * What names stand for and what modules need, as modprobe would find it: by the index files, or by the same indexes
 * made in memory when those are missing or stale.
 */
import type { Report } from '../base/diagnostic.ts'
import { isKmodError } from '../base/errors.ts'
import { normalizeModname, toByteString, tryNormalizeAlias } from '../base/names.ts'
import { loadModprobeConfig } from '../config/load-modprobe-config.ts'
import type { ModprobeConfig } from '../config/modprobe-config.ts'
import { findSoftdep, findWeakdep } from '../config/modprobe-lookups.ts'
import type { Host } from '../host/host.ts'
import { openIndexSet } from '../lookup/index-set.ts'
import { type FoundModule, type LookupIndexes, lookupModules } from '../lookup/lookup-steps.ts'
import { indexStaleness, type Staleness } from './index-freshness.ts'
import type { KernelFacts } from './kernel-facts.ts'
import { type KernelLocation, type KernelOptions, modulePath } from './kernel-location.ts'
import { type MadeIndexes, makeIndexes } from './made-indexes.ts'
import type { ModuleCopies, ModuleCopy } from './module-copies.ts'

/** A line of modules.dep. */
export interface Dependencies {
  /** The copy that counts; its size is undefined when the file is not there. */
  readonly copy: ModuleCopy
  /** All that it needs, direct or not, in the order in which they are loaded. */
  readonly needs: readonly ModuleCopy[]
}

/** Names are byte strings; words of softdeps and weakdeps are names or aliases, as written. */
export interface KernelNames {
  readonly source: 'indexes' | 'modules'
  /** Why the index files were not taken. */
  readonly staleness?: Staleness
  /** The modules that a name, an alias or a modalias stands for, best first; none for unmatched brackets. */
  lookup(name: string): readonly FoundModule[]
  /** `undefined`: modules.dep does not have it. */
  dependencies(modname: string): Dependencies | undefined
  isBuiltin(modname: string): boolean
  softdeps(modname: string): { readonly pre: readonly string[]; readonly post: readonly string[] }
  weakdeps(modname: string): readonly string[]
}

export interface NamesContext {
  readonly place: KernelLocation
  readonly options: KernelOptions
  /** Which files there are: asked for only when the indexes are not simply believed. */
  copies(): ModuleCopies
  facts(): Promise<KernelFacts<ModuleCopy>>
  readonly report: Report
}

/** @throws KmodError KMOD_CYCLE where there are no fresh indexes, and none can be made */
export async function openNames(context: NamesContext): Promise<KernelNames> {
  const { place, options, copies, report } = context
  const { from = 'auto' } = options
  const staleness = from === 'auto' ? indexStaleness(place, copies()) : undefined
  if (from === 'indexes' || (from === 'auto' && staleness === undefined)) {
    const indexes = openIndexSet(place.host, place.moduleDir, () => {})
    const known = from === 'auto' ? copies() : NO_COPIES
    return namesIn(context, { source: 'indexes', indexes, config: configOf(context, place.host), known })
  }
  const made = makeIndexes(place, await context.facts(), report)
  const config = configOf(context, withMadeTexts(place, made))
  const found = { source: 'modules', indexes: made.indexes, config, known: copies() } as const
  return { ...namesIn(context, found), ...(staleness && { staleness }) }
}

const NO_COPIES: Pick<ModuleCopies, 'modules' | 'lost'> = { modules: [], lost: [] }

const configOf = ({ place, options, report }: NamesContext, host: Host): ModprobeConfig =>
  loadModprobeConfig(
    host,
    { moduleDir: place.moduleDir, paths: (options.modprobeConfig ?? []).map(toByteString) },
    report,
  )

/** The machine, but for modules.softdep and modules.weakdep: those on disk are as stale as the indexes. */
function withMadeTexts({ host, moduleDir }: KernelLocation, { files }: MadeIndexes): Host {
  const readFile = (path: string): Uint8Array => {
    const name = path.startsWith(`${moduleDir}/`) ? path.slice(moduleDir.length + 1) : ''
    return files.get(name) ?? host.readFile(path)
  }
  return Object.assign(Object.create(host) as Host, { readFile })
}

interface NameSource {
  readonly source: KernelNames['source']
  readonly indexes: LookupIndexes
  readonly config: ModprobeConfig
  /** Files that were looked at already. */
  readonly known: Pick<ModuleCopies, 'modules' | 'lost'>
}

function namesIn({ place }: NamesContext, { source, indexes, config, known }: NameSource): KernelNames {
  const copyAt = copyFinder(place, known)
  const lines = new Map<string, Dependencies | undefined>()
  return {
    source,
    lookup(name) {
      const alias = tryNormalizeAlias(name)
      return alias === undefined ? [] : lookupModules(alias, { config, indexes })
    },
    dependencies(modname) {
      if (!lines.has(modname)) lines.set(modname, parseLine(indexes.dependencyLine(modname), copyAt))
      return lines.get(modname)
    },
    isBuiltin: (modname) => indexes.isBuiltin(modname),
    softdeps: (modname) => findSoftdep(config, modname) ?? NO_SOFTDEPS,
    weakdeps: (modname) => findWeakdep(config, modname)?.weakdeps ?? [],
  }
}

const NO_SOFTDEPS = { pre: [], post: [] }

type CopyAt = (relpath: string) => ModuleCopy

/** Copies by their paths, each the same object every time. */
function copyFinder(place: KernelLocation, { modules, lost }: NameSource['known']): CopyAt {
  const known = new Map<string, ModuleCopy>()
  for (const copy of [...lost.map(({ copy }) => copy), ...modules]) known.set(copy.relpath, copy)
  return (relpath) => {
    const copy = known.get(relpath) ?? outsideCopy(place, relpath)
    known.set(relpath, copy)
    return copy
  }
}

/** A file that modules.dep names and the scan did not find: outside the module directory, or gone. */
function outsideCopy(place: KernelLocation, relpath: string): ModuleCopy {
  const path = modulePath(place, relpath)
  const copy = { modname: normalizeModname(relpath), path, relpath }
  try {
    const { size, mtimeNs } = place.host.status(path)
    return { ...copy, size, mtimeNs }
  } catch (error) {
    if (!isKmodError(error)) throw error
    return { ...copy, size: undefined, mtimeNs: undefined }
  }
}

/** `path: path path`, the most basic one last. */
function parseLine(line: string | undefined, copyAt: CopyAt): Dependencies | undefined {
  const colon = line?.indexOf(':') ?? -1
  if (line === undefined || colon < 0) return undefined
  const needs = line
    .slice(colon + 1)
    .split(/[ \t]+/)
    .filter((path) => path !== '')
    .map(copyAt)
    .reverse()
  return { copy: copyAt(line.slice(0, colon)), needs }
}
