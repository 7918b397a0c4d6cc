/**
 * Resolves a name to modules by steps that are tried in order; the first one that finds something ends the search. The
 * name is normalised before (normalizeAlias). The target of an alias is not looked up again.
 * kmod: libkmod/libkmod-module.c kmod_module_new_from_lookup().
 */
import type { ModprobeConfig } from '../config/modprobe-config.ts'
import { hasCommandNamed, matchAliases } from '../config/modprobe-lookups.ts'
import type { IndexValue } from '../indexes/index-nodes.ts'
import type { IndexSet } from './index-set.ts'

/** The queries that the steps make to the index files. */
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
  /** The name that led to it, if that was not the module's: options and the blacklist match it too. */
  readonly alias?: string
  readonly isBuiltin: boolean
  readonly source: LookupSource
}

interface LookupStep {
  readonly source: LookupSource
  readonly find: (name: string, sources: LookupSources) => readonly FoundModule[]
}

/** The name itself, if a module has it. */
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
    // kmod: here the remembered alias is the pattern, in the other steps it is the name that was looked up.
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
  // Modules that only an install or remove command names.
  named('config-command', (name, { config }) => hasCommandNamed(config, name)),
  aliased('modules.alias', (name, indexes) => indexes.aliases(name)),
  named('modules.builtin', (name, { indexes }) => indexes.isBuiltin(name)),
  aliased('modules.builtin.alias', (name, indexes) => indexes.builtinAliases(name)),
]

/** The modules that `name` (normalizeAlias) resolves to; may contain duplicates. */
export function lookupModules(name: string, sources: LookupSources): readonly FoundModule[] {
  for (let step = 0; step < LOOKUP_STEPS.length; step++) {
    const found = LOOKUP_STEPS[step]?.find(name, sources) ?? NONE
    if (found.length > 0) return found
  }
  return NONE
}
