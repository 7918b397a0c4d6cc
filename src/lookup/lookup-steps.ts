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

interface LookupStep {
  readonly source: LookupSource
  readonly find: (name: string, sources: LookupSources) => readonly FoundModule[]
}

/** The name itself, where it is that of a module. */
const named = (
  source: LookupSource,
  isThere: (name: string, sources: LookupSources) => boolean,
): LookupStep => {
  const isBuiltin = BUILTIN_SOURCES.includes(source)
  return {
    source,
    find: (name, sources) => (isThere(name, sources) ? [{ modname: name, isBuiltin, source }] : NONE),
  }
}

/** The modules that an index has for the name. */
const aliased = (
  source: LookupSource,
  ask: (name: string, indexes: LookupIndexes) => readonly IndexValue[],
): LookupStep => {
  const isBuiltin = BUILTIN_SOURCES.includes(source)
  return {
    source,
    find: (name, { indexes }) =>
      ask(name, indexes).map(({ value }) => ({ modname: value, alias: name, isBuiltin, source })),
  }
}

const BUILTIN_SOURCES: readonly LookupSource[] = ['modules.builtin', 'modules.builtin.alias']

const NONE: readonly never[] = []

export const LOOKUP_STEPS: readonly LookupStep[] = [
  {
    // kmod: the alias that is remembered is the pattern here, and the name that was looked up in the other steps.
    source: 'config-alias',
    find: (name, { config }) =>
      matchAliases(config, name).map(({ pattern, modname }) => ({
        modname,
        alias: pattern,
        isBuiltin: false,
        source: 'config-alias',
      })),
  },
  named(
    'modules.dep',
    (name, { indexes }) => !name.includes(':') && indexes.dependencyLine(name) !== undefined,
  ),
  aliased('modules.symbols', (name, indexes) => (name.startsWith('symbol:') ? indexes.symbols(name) : NONE)),
  // Modules that only a command knows.
  named('config-command', (name, { config }) => hasCommandNamed(config, name)),
  aliased('modules.alias', (name, indexes) => indexes.aliases(name)),
  named('modules.builtin', (name, { indexes }) => indexes.isBuiltin(name)),
  aliased('modules.builtin.alias', (name, indexes) => indexes.builtinAliases(name)),
]

/** The modules that `name` (normalizeAlias) stands for; one can occur more than once. */
export function lookupModules(name: string, sources: LookupSources): readonly FoundModule[] {
  for (let step = 0; step < LOOKUP_STEPS.length; step++) {
    const found = LOOKUP_STEPS[step]?.find(name, sources) ?? NONE
    if (found.length > 0) return found
  }
  return NONE
}
