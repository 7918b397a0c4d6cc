/** Resolves names to modules for modinfo: from the indexes alone, because it reads no modprobe.d. */

import { nothing, orElse } from '../base/errors.ts'
import { memoize } from '../base/memoize.ts'
import { normalizeAlias } from '../base/names.ts'
import type { ModprobeConfig } from '../config/modprobe-config.ts'
import { fileErrorOf } from '../host/file-error.ts'
import type { Host } from '../host/host.ts'
import { blockSource } from '../indexes/block-source.ts'
import { ModuleIndex } from '../indexes/decode-index.ts'
import { type LookupIndexes, lookupModules } from './lookup-steps.ts'

/** A module that a name or an alias resolves to. */
export interface LookedUpModule {
  readonly modname: string
  /** Absolute; undefined for a module without a file. */
  readonly path?: string
  /** Found among the builtin modules, or listed there although a file of that name exists too. */
  readonly isBuiltin: boolean
  readonly missingDependency?: MissingDependency
}

/** A dependency that modules.dep names and whose file has no stat: the first one of the module. */
export interface MissingDependency {
  /** Absolute. */
  readonly path: string
  /** The name of a system error. */
  readonly errno: string
}

/** Resolves names to modules by the indexes of one module directory. */
export interface ModuleLookup {
  /** The modules of that name, by modules.dep, then builtin modules, then builtin aliases. */
  byName(name: string): LookedUpModule[]
  /**
   * The modules that a name, symbol or alias resolves to; the first index with a match decides.
   * @throws KmodError KMOD_USAGE for unmatched brackets
   */
  byAlias(text: string): LookedUpModule[]
}

/** Both queries throw KmodError KMOD_INDEX_MALFORMED for a damaged index. */
export const openModuleLookup = (host: Host, moduleDir: string): ModuleLookup =>
  lookupIn(openIndexes(host, moduleDir), moduleDir, fileErrors(host))

/** @param fileError why stat of a file fails, as the name of a system error; `undefined` when it succeeds */
export function lookupIn(
  indexes: LookupIndexes,
  moduleDir: string,
  fileError: (path: string) => string | undefined,
): ModuleLookup {
  const found = (modname: string, isBuiltin: boolean): LookedUpModule => {
    const line = indexes.dependencyLine(modname)
    const missingDependency = line === undefined ? undefined : firstMissing(moduleDir, line, fileError)
    return {
      modname,
      ...(line !== undefined && { path: absolutePath(moduleDir, line.slice(0, line.indexOf(':'))) }),
      isBuiltin: isBuiltin || indexes.isBuiltin(modname),
      ...(missingDependency && { missingDependency }),
    }
  }
  return {
    byName(name) {
      // kmod: kmod_module_new_from_name_lookup(); a leading directory is not removed.
      const dot = name.indexOf('.')
      const modname = (dot < 0 ? name : name.slice(0, dot)).replaceAll('-', '_')
      if (indexes.dependencyLine(modname) !== undefined) return [found(modname, false)]
      if (indexes.isBuiltin(modname)) return [found(modname, true)]
      // kmod: one module at most.
      return indexes
        .builtinAliases(modname)
        .slice(0, 1)
        .map(({ value }) => found(value, true))
    },
    byAlias: (text) =>
      lookupModules(normalizeAlias(text), { config: NO_CONFIG, indexes }).map(({ modname, isBuiltin }) =>
        found(modname, isBuiltin),
      ),
  }
}

const NO_CONFIG: ModprobeConfig = {
  aliases: [],
  blacklist: [],
  options: [],
  install: [],
  remove: [],
  softdeps: [],
  weakdeps: [],
}

/** kmod: kmod_module_parse_depline() stats each dependency in turn, and stops at the first that is missing. */
function firstMissing(
  moduleDir: string,
  line: string,
  fileError: (path: string) => string | undefined,
): MissingDependency | undefined {
  for (const word of line.slice(line.indexOf(':') + 1).split(/[ \t]+/)) {
    if (word === '') continue
    const path = absolutePath(moduleDir, word)
    const errno = fileError(path)
    if (errno !== undefined) return { path, errno }
  }
  return undefined
}

/** A relative path of modules.dep is below the module directory. */
const absolutePath = (moduleDir: string, path: string): string =>
  path.startsWith('/') ? path : `${moduleDir}/${path}`

/** Thousands of modules share a few dependencies: each file is looked at once. */
function fileErrors(host: Host): (path: string) => string | undefined {
  const known = new Map<string, string | undefined>()
  return (path) => {
    if (!known.has(path)) known.set(path, fileErrorOf(host, path))
    return known.get(path)
  }
}

/**
 * Each index is opened on its own when first queried: where modprobe maps all or none (lookup/index-set.ts), modinfo
 * takes every file that exists, reads values of equal priority in reverse order, and does not report a file that is not
 * an index.
 */
function openIndexes(host: Host, moduleDir: string): LookupIndexes {
  const ask = memoize((name: string) => readIndex(host, `${moduleDir}/modules.${name}.bin`))
  return {
    dependencyLine: (modname) => ask('dep')?.find(modname),
    aliases: (modalias) => ask('alias')?.match(modalias) ?? [],
    symbols: (key) => ask('symbols')?.match(key) ?? [],
    isBuiltin: (modname) => ask('builtin')?.find(modname) !== undefined,
    builtinAliases: (modalias) => ask('builtin.alias')?.match(modalias) ?? [],
  }
}

function readIndex(host: Host, path: string): ModuleIndex | undefined {
  return orElse(
    () => {
      // Stays open for the life of the process: a query reads only the blocks that it needs.
      const file = host.openFile(path)
      return new ModuleIndex(
        blockSource(file.size, (target, position) => file.read(target, position)),
        'reversed',
      )
    },
    nothing,
    (error) => NO_INDEX.includes(error.code),
  )
}

const NO_INDEX: readonly string[] = ['KMOD_IO', 'KMOD_INDEX_NOT_INDEX', 'KMOD_INDEX_VERSION']
