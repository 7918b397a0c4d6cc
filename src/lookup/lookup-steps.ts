/**
 * How a name finds modules: steps that are tried in order, and the first that finds something ends the search. The
 * name is normalised before (normalizeAlias). What an alias stands for is not looked up again.
 * kmod: libkmod/libkmod-module.c kmod_module_new_from_lookup().
 */
import type { ModprobeConfig } from '../config/modprobe-config.ts'
import { hasCommandNamed, matchAliases } from '../config/modprobe-lookups.ts'
import type { IndexValue } from '../indexes/index-nodes.ts'
import type { IndexSet } from './index-set.ts'

/** What the steps ask of the index files. */
export type LookupIndexes = Pick<
  IndexSet,
  'dependencyLine' | 'aliases' | 'symbols' | 'isBuiltin' | 'builtinAliases'
>

export interface LookupSources {
  readonly config: ModprobeConfig
  readonly indexes: LookupIndexes
}

/** Which step found the module. */
export type LookupSource =
  | 'config-alias'
  | 'modules.dep'
  | 'modules.symbols'
  | 'config-command'
  | 'modules.alias'
  | 'modules.builtin'
  | 'modules.builtin.alias'

export interface FoundModule {
  readonly modname: string
  /** What led to it when that was no module name: options and the blacklist go by it too. */
  readonly alias?: string
  readonly isBuiltin: boolean
  readonly source: LookupSource
}

type Found = Omit<FoundModule, 'isBuiltin' | 'source'>

interface LookupStep {
  readonly source: LookupSource
  readonly find: (name: string, sources: LookupSources) => readonly Found[]
}

const named = (name: string, isThere: boolean): Found[] => (isThere ? [{ modname: name }] : [])

const underAlias = (alias: string, values: readonly IndexValue[]): Found[] =>
  values.map(({ value }) => ({ modname: value, alias }))

export const LOOKUP_STEPS: readonly LookupStep[] = [
  {
    // kmod: the alias that is remembered is the pattern here, and the name that was looked up in the other steps.
    source: 'config-alias',
    find: (name, { config }) =>
      matchAliases(config, name).map(({ pattern, modname }) => ({ modname, alias: pattern })),
  },
  {
    source: 'modules.dep',
    find: (name, { indexes }) =>
      named(name, !name.includes(':') && indexes.dependencyLine(name) !== undefined),
  },
  {
    source: 'modules.symbols',
    find: (name, { indexes }) => (name.startsWith('symbol:') ? underAlias(name, indexes.symbols(name)) : []),
  },
  {
    // Modules that only a command knows.
    source: 'config-command',
    find: (name, { config }) => named(name, hasCommandNamed(config, name)),
  },
  {
    source: 'modules.alias',
    find: (name, { indexes }) => underAlias(name, indexes.aliases(name)),
  },
  {
    source: 'modules.builtin',
    find: (name, { indexes }) => named(name, indexes.isBuiltin(name)),
  },
  {
    source: 'modules.builtin.alias',
    find: (name, { indexes }) => underAlias(name, indexes.builtinAliases(name)),
  },
]

const BUILTIN_SOURCES: readonly LookupSource[] = ['modules.builtin', 'modules.builtin.alias']

/** The modules that `name` (normalizeAlias) stands for; one can occur more than once. */
export function lookupModules(name: string, sources: LookupSources): FoundModule[] {
  for (const { source, find } of LOOKUP_STEPS) {
    const found = find(name, sources)
    const isBuiltin = BUILTIN_SOURCES.includes(source)
    if (found.length > 0) return found.map((module) => ({ ...module, isBuiltin, source }))
  }
  return []
}
