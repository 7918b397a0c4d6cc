/** How names of module files end. What a file is, its first bytes say; a name only says that it is a module. */

/** The compressions of modules, as names end in them. */
const COMPRESSION = /\.(?:gz|xz|zst)$/

/** kmod: kmod_exts of shared/util.c. */
const MODULE_SUFFIXES: readonly string[] = ['.ko', '.ko.gz', '.ko.xz', '.ko.zst']

/** Whether there is a name in front of such a suffix. */
export function hasModuleSuffix(name: string): boolean {
  // A loop: every entry of a tree comes through here before the engine has optimised anything.
  for (const suffix of MODULE_SUFFIXES) if (name.endsWith(suffix)) return name.length > suffix.length
  return false
}

/** `a.ko.xz` as `a.ko`: as modules.order and modules.builtin have it. */
export const withoutCompression = (path: string): string => path.replace(COMPRESSION, '')

/** `a.ko.xz` and `a.ko` as `a`; what is no name of a module stays as it is. */
export function withoutModuleSuffix(name: string): string {
  const plain = withoutCompression(name)
  return plain.endsWith('.ko') ? plain.slice(0, -'.ko'.length) : name
}
