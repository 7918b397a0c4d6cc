/**
 * Resolves names to modules, and modules to what they need, as modprobe would: from the index files, or from the same
 * indexes made in memory when those are missing or stale.
 */

import { byteString } from '../base/bytes.ts'
import type { Report } from '../base/diagnostic.ts'
import { nothing, orElse } from '../base/errors.ts'
import { memoize } from '../base/memoize.ts'
import { normalizeModname, tryNormalizeAlias } from '../base/names.ts'
import type { AddedConfigFile } from '../config/load-modprobe-config.ts'
import type { ModprobeConfig } from '../config/modprobe-config.ts'
import { softdepLines, weakdepLines } from '../config/modprobe-lookups.ts'
import type { Host } from '../host/host.ts'
import { decodeIndex } from '../indexes/decode-index.ts'
import { openIndexSet } from '../lookup/index-set.ts'
import { NO_LOADED_MODULES } from '../lookup/loaded-modules.ts'
import { type FoundModule, type LookupIndexes, lookupModules } from '../lookup/lookup-steps.ts'
import { createModulePool, type ModulePool } from '../plan/module-pool.ts'
import { type CyclicModules, makeWithoutCycles } from './cyclic-modules.ts'
import { indexStaleness, type Staleness } from './index-freshness.ts'
import type { KernelFacts } from './kernel-facts.ts'
import { type KernelLocation, type KernelOptions, modulePath } from './kernel-location.ts'
import type { MadeIndexes } from './made-indexes.ts'
import { modprobeSettings } from './modprobe-settings.ts'
import { copyOf, type ModuleCopies, type ModuleCopy } from './module-copies.ts'

/** A line of modules.dep. */
export interface Dependencies {
  /** The copy that is used; its size is undefined when the file does not exist. */
  readonly copy: ModuleCopy
  /** All modules that it needs, direct or not, in load order. */
  readonly needs: readonly ModuleCopy[]
}

/** Names are byte strings; words of softdeps and weakdeps are names or aliases, as written. */
export interface KernelNames {
  readonly source: 'indexes' | 'modules'
  /** Why the index files were not used. */
  readonly staleness?: Staleness
  /** The modules that a name, an alias or a modalias resolves to, best first; empty for unmatched brackets. */
  lookup(name: string): readonly FoundModule[]
  /** `undefined`: not in modules.dep. */
  dependencies(modname: string): Dependencies | undefined
  /** Whether a module is part of the kernel image. */
  isBuiltin(modname: string): boolean
  /** The modules that a module wants loaded before and after it. */
  softdeps(modname: string): SoftdepWords
  /** The modules that a module may request later, from all its weakdep lines. */
  weakdeps(modname: string): readonly string[]
  /**
   * Modules that need each other, by modname; each cycle ends with the module that it starts with. They, and what needs
   * them, cannot be loaded; all others can.
   */
  readonly cycles: readonly (readonly string[])[]
  /** Whether a module is in a cycle, or needs one that is. */
  isInCycle(modname: string): boolean
  /** The aliases of all modules: patterns as in the modules, or with `_` for `-` if only the index is available. */
  aliases(): readonly ModuleAlias[]
  /**
   * modprobe.d, modules.softdep and modules.weakdep.
   *
   * @internal
   */
  readonly config: ModprobeConfig
  /**
   * The modules as modprobe sees them, to make its plans from: with no module loaded.
   * @param addedFile a file of modprobe.d that does not exist yet
   * @internal
   */
  modprobeView(addedFile?: AddedConfigFile): ModulePool
}

/** An alias, and the module it names. */
export interface ModuleAlias {
  readonly pattern: string
  readonly modname: string
}

/** What all softdep lines of a module name. */
export interface SoftdepWords {
  readonly pre: readonly string[]
  readonly post: readonly string[]
  /** Those of them that are not in the first line, which is the only one that modprobe takes. */
  readonly beyondModprobe: readonly string[]
}

export interface NamesContext {
  readonly place: KernelLocation
  readonly options: KernelOptions
  /** Which files there are: asked for only when the indexes are not simply believed. */
  copies(): ModuleCopies
  facts(): Promise<KernelFacts<ModuleCopy>>
  factsOf(copies: readonly ModuleCopy[]): Promise<KernelFacts<ModuleCopy>>
  readonly report: Report
}

/** @throws KmodError KMOD_USAGE for a configuration that is not there */
export async function openNames(context: NamesContext): Promise<KernelNames> {
  const { place, options, copies, report } = context
  const { from = 'auto' } = options
  const staleness = from === 'auto' ? indexStaleness(place, copies()) : undefined
  if (from === 'indexes' || (from === 'auto' && staleness === undefined)) {
    const indexes = openIndexSet(place.host, place.moduleDir, () => {})
    const known = from === 'auto' ? copies() : NO_COPIES
    return namesIn(context, { source: 'indexes', indexes, host: place.host, known, cyclic: NO_CYCLES })
  }
  const facts = await context.facts()
  const { made, indexes, cyclic } = await makeWithoutCycles(place, facts, context.factsOf, report)
  const host = withMadeTexts(place, made)
  const found = { source: 'modules', indexes, host, known: copies(), cyclic } as const
  return { ...namesIn(context, found), ...(staleness && { staleness }) }
}

const NO_CYCLES: CyclicModules = { cycles: [], modnames: new Set() }

const NO_COPIES: Pick<ModuleCopies, 'modules' | 'lost'> = { modules: [], lost: [] }

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
  /** Has modules.softdep and modules.weakdep as they go with the indexes. */
  readonly host: Host
  /** Files that were looked at already. */
  readonly known: Pick<ModuleCopies, 'modules' | 'lost'>
  readonly cyclic: CyclicModules
}

function namesIn(context: NamesContext, { source, indexes, host, known, cyclic }: NameSource): KernelNames {
  const { place, options, report } = context
  const copyAt = copyFinder(place, known)
  const config = modprobeSettings(host, place, options, report)
  return {
    source,
    config,
    cycles: cyclic.cycles,
    isInCycle: (modname) => cyclic.modnames.has(modname),
    lookup(name) {
      const alias = tryNormalizeAlias(name)
      return alias === undefined ? [] : lookupModules(alias, { config, indexes })
    },
    dependencies: memoize((modname: string) => parseLine(indexes.dependencyLine(modname), copyAt)),
    isBuiltin: (modname) => indexes.isBuiltin(modname),
    aliases: () => moduleAliases(host, place.moduleDir),
    softdeps: (modname) => softdepWords(config, modname),
    weakdeps: (modname) => unique(weakdepLines(config, modname).flatMap(({ weakdeps }) => weakdeps)),
    modprobeView: (addedFile) =>
      createModulePool({
        moduleDir: place.moduleDir,
        config:
          addedFile === undefined ? config : modprobeSettings(host, place, options, () => {}, addedFile),
        indexes,
        loaded: NO_LOADED_MODULES,
        fileError: (path) => (place.host.exists(path) ? undefined : 'ENOENT'),
        report: () => {},
      }),
  }
}

/** From modules.alias, or from the index where that text is not there. */
function moduleAliases(host: Host, moduleDir: string): ModuleAlias[] {
  const text = orElse(() => byteString(host.readFile(`${moduleDir}/modules.alias`)), nothing)
  if (text !== undefined)
    return text.split('\n').flatMap((line) => {
      const [, pattern, modname] = /^alias (\S+) (\S+)/.exec(line) ?? []
      return pattern === undefined || modname === undefined ? [] : [{ pattern, modname }]
    })
  const entries = orElse(
    () => decodeIndex(host.readFile(`${moduleDir}/modules.alias.bin`)),
    () => [],
  )
  return entries.map(({ key, value }) => ({ pattern: key, modname: value }))
}

function softdepWords(config: ModprobeConfig, modname: string): SoftdepWords {
  const lines = softdepLines(config, modname)
  const [first] = lines
  if (first === undefined) return NO_SOFTDEPS
  if (lines.length === 1) return { pre: first.pre, post: first.post, beyondModprobe: [] }
  const known = new Set([...first.pre, ...first.post])
  const pre = unique(lines.flatMap((line) => line.pre))
  const post = unique(lines.flatMap((line) => line.post))
  return { pre, post, beyondModprobe: unique([...pre, ...post]).filter((word) => !known.has(word)) }
}

const NO_SOFTDEPS: SoftdepWords = { pre: [], post: [], beyondModprobe: [] }

const unique = (words: readonly string[]): string[] => [...new Set(words)]

type CopyAt = (relpath: string) => ModuleCopy

/** Copies by their paths, each the same object every time. */
function copyFinder(place: KernelLocation, { modules, lost }: NameSource['known']): CopyAt {
  const known = new Map<string, ModuleCopy>()
  for (const copy of [...lost.map(({ copy }) => copy), ...modules]) known.set(copy.relpath, copy)
  return memoize((relpath: string) => known.get(relpath) ?? outsideCopy(place, relpath))
}

/** A file that modules.dep names and the scan did not find: outside the module directory, or gone. */
function outsideCopy(place: KernelLocation, relpath: string): ModuleCopy {
  return copyOf(place, { modname: normalizeModname(relpath), path: modulePath(place, relpath), relpath })
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
