/**
 * Looks up the directives of modprobe.d(5) for one module.
 *
 *   install, remove, softdep, weakdep    their MODULE is an fnmatch() pattern; only the first line that matches is used
 *   alias                                PATTERN is an fnmatch() pattern; all lines that match are used
 *   options, blacklist                   MODULE is a name; all lines with that name are used
 *
 * kmod: libkmod/libkmod-module.c kmod_module_get_options() and its neighbours, kmod_lookup_alias_from_config().
 */

import { memoize } from '../base/memoize.ts'
import { PatternTable } from '../base/pattern-table.ts'
import type { Alias, ModprobeConfig, ModuleCommand, Softdep, Weakdep } from './modprobe-config.ts'

interface ForModule {
  readonly modname: string
}

/** Builds the table of a list of directives on first use, once for all later lookups. */
const byModname = memoize((list: readonly ForModule[]) => new PatternTable(list, ({ modname }) => modname))
const byPattern = memoize((list: readonly Alias[]) => new PatternTable(list, ({ pattern }) => pattern))

const firstFor = <T extends ForModule>(list: readonly T[], modname: string): T | undefined =>
  list.length === 0 ? undefined : (byModname(list).all(modname)[0] as T | undefined)

export const findInstallCommand = (config: ModprobeConfig, modname: string): ModuleCommand | undefined =>
  firstFor(config.install, modname)

export const findRemoveCommand = (config: ModprobeConfig, modname: string): ModuleCommand | undefined =>
  firstFor(config.remove, modname)

export const findSoftdep = (config: ModprobeConfig, modname: string): Softdep | undefined =>
  firstFor(config.softdeps, modname)

/**
 * All softdep lines of a module, of which modprobe uses the first: a module has a line for each of its
 * MODULE_SOFTDEP().
 */
export const softdepLines = (config: ModprobeConfig, modname: string): readonly Softdep[] =>
  config.softdeps.length === 0 ? NONE : (byModname(config.softdeps).all(modname) as readonly Softdep[])

/** All weakdep lines of a module, of which kmod uses the first. */
export const weakdepLines = (config: ModprobeConfig, modname: string): readonly Weakdep[] =>
  config.weakdeps.length === 0 ? NONE : (byModname(config.weakdeps).all(modname) as readonly Weakdep[])

export const findWeakdep = (config: ModprobeConfig, modname: string): Weakdep | undefined =>
  firstFor(config.weakdeps, modname)

/** The aliases that match `name` (normalizeAlias), in the order of configuration, including repeated ones. */
export const matchAliases = (config: ModprobeConfig, name: string): readonly Alias[] =>
  config.aliases.length === 0 ? NONE : byPattern(config.aliases).all(name)

/**
 * Whether there is an install or remove command for a name: it makes a module of a name that is in no index. Here its
 * MODULE is a name, not a pattern. kmod: kmod_lookup_alias_from_commands().
 */
export const hasCommandNamed = (config: ModprobeConfig, name: string): boolean =>
  [config.install, config.remove].some((commands) => commands.some((entry) => entry.modname === name))

/** The options of a module, and of the alias it was found by; kmod joins them by one blank. */
export function optionsOf(config: ModprobeConfig, modname: string, alias?: string): readonly string[] {
  if (config.options.length === 0) return NONE
  const names = namesWithOptions(config.options)
  if (!names.has(modname) && (alias === undefined || !names.has(alias))) return NONE
  return config.options
    .filter((entry) => entry.modname === modname || entry.modname === alias)
    .map(({ text }) => text)
}

const namesWithOptions = memoize((list: readonly ForModule[]) => new Set(list.map(({ modname }) => modname)))

const NONE: readonly never[] = []

export const isBlacklisted = (config: ModprobeConfig, modname: string): boolean =>
  config.blacklist.includes(modname)
