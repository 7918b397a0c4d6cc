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

/** Whether a file of that name is a module; one called `.ko` is not. */
export { hasModuleSuffix as isModuleFileName } from '../base/module-suffix.ts'

/** What a line of modules.dep cannot hold without looking like another, and no index of a kernel ever held. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
export const hasControlCharacter = (name: string): boolean => /[\x00-\x1f\x7f]/.test(name)

export function moduleFileAt(path: string, moduleDir: string): ModuleFile {
  const modname = normalizeModname(path)
  if (!isBelow(path, moduleDir)) return { path, relpath: undefined, modname, uncrelpath: undefined }
  const relpath = path.slice(moduleDir.length + 1)
  return { path, relpath, modname, uncrelpath: uncrelpathOf(relpath, modname) }
}

const SLASH = 0x2f

const isBelow = (path: string, directory: string): boolean =>
  path.charCodeAt(directory.length) === SLASH && path.startsWith(directory)

/** kmod counts characters instead of looking for `.ko`: `a.b.ko` gives `a.b.`, which no modules.order has. */
function uncrelpathOf(relpath: string, modname: string): string {
  const end = relpath.lastIndexOf('/') + 1 + modname.length + '.ko'.length
  return end < relpath.length ? relpath.slice(0, end) : relpath
}
