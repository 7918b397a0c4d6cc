/**
 * A module as a file, before anything is read from it.
 *
 * kmod: struct mod and depmod_module_add() of tools/depmod.c.
 */
import { normalizeModname } from '../base/names.ts'

export interface ModuleFile {
  /** The module dir or an external directory, and what is below it; never cleaned. */
  readonly path: string
  /** Below the module dir; `undefined` for files that are not. The outputs name a module so, or else by `path`. */
  readonly relpath: string | undefined
  readonly modname: string
  /** relpath up to `.ko` whatever the compression: what a line of modules.order is compared with. */
  readonly uncrelpath: string | undefined
}

/** The endings of module files, in any build of ours; kmod knows those it was built with. */
const MODULE_SUFFIXES = ['.ko', '.ko.gz', '.ko.xz', '.ko.zst']

/** Whether a file of that name is a module; one called `.ko` is not. */
export const isModuleFileName = (name: string): boolean =>
  MODULE_SUFFIXES.some((suffix) => name.length > suffix.length && name.endsWith(suffix))

/** What a line of modules.dep cannot hold without looking like another, and no index of a kernel ever held. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
export const hasControlCharacter = (name: string): boolean => /[\x00-\x1f\x7f]/.test(name)

export function moduleFileAt(path: string, moduleDir: string): ModuleFile {
  const modname = normalizeModname(path)
  const relpath = path.startsWith(`${moduleDir}/`) ? path.slice(moduleDir.length + 1) : undefined
  return { path, relpath, modname, uncrelpath: relpath && uncrelpathOf(relpath, modname) }
}

/** kmod counts characters instead of looking for `.ko`: `a.b.ko` gives `a.b.`, which no modules.order has. */
const uncrelpathOf = (relpath: string, modname: string): string =>
  relpath.slice(0, relpath.lastIndexOf('/') + 1 + modname.length + '.ko'.length)
