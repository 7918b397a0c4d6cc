/**
 * A module as a file, before anything is read from it.
 *
 * kmod: struct mod and depmod_module_add() of tools/depmod.c.
 */
import { normalizeModname } from '../base/names.ts'

export interface ModuleFile {
  /** The module dir or an external directory, and the path below it; never normalised. */
  readonly path: string
  /** Below the module dir; `undefined` for files elsewhere. The outputs name a module by this, or else by `path`. */
  readonly relpath: string | undefined
  readonly modname: string
  /** relpath up to `.ko`, without a compression suffix: compared with the lines of modules.order. */
  readonly uncrelpath: string | undefined
}

/** Whether a file with this name is a module; one called `.ko` is not. */
export { hasModuleSuffix as isModuleFileName } from '../base/module-suffix.ts'

/** Control characters: in a line of modules.dep they would make it look like another, and no real module has any. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are the point of this pattern
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
