/**
 * Suffixes of module files. The format of a file is recognised by its first bytes; the name only shows that it is a
 * module.
 */

/** Compression suffixes of module names. */
const COMPRESSION = /\.(?:gz|xz|zst)$/

/** kmod: kmod_exts of shared/util.c. */
const MODULE_SUFFIXES: readonly string[] = ['.ko', '.ko.gz', '.ko.xz', '.ko.zst']

/** Whether `name` is such a suffix with something before it. */
export function hasModuleSuffix(name: string): boolean {
  // A plain loop: this runs for every entry of a tree, before the engine has optimised anything.
  for (const suffix of MODULE_SUFFIXES) if (name.endsWith(suffix)) return name.length > suffix.length
  return false
}

/** Turns `a.ko.xz` into `a.ko`, as written in modules.order and modules.builtin. */
export const withoutCompression = (path: string): string => path.replace(COMPRESSION, '')

/** Turns `a.ko.xz` and `a.ko` into `a`; returns other names unchanged. */
export function withoutModuleSuffix(name: string): string {
  const plain = withoutCompression(name)
  return plain.endsWith('.ko') ? plain.slice(0, -'.ko'.length) : name
}
