/**
 * Extended attributes of overlayfs (Documentation/filesystems/overlayfs.rst). As root they begin with `trusted.`, in a user
 * namespace (mount option userxattr) with `user.`; an image may have been made for either.
 */
import { archiveError } from './archive-error.ts'

const PREFIXES = ['trusted.overlay.', 'user.overlay.']

/**
 * Whether the attribute says that a directory hides what is below it in other layers.
 * @param name with its prefix
 * @throws KmodError KMOD_ARCHIVE for what needs the other layers to be understood: files that have moved, or only changed their
 * mode
 */
export function isOpaqueMark(name: string, value: string): boolean {
  const prefix = PREFIXES.find((one) => name.startsWith(one))
  if (prefix === undefined) return false
  const key = name.slice(prefix.length)
  if (key === 'redirect' || key === 'metacopy')
    throw archiveError(`no support for the attribute ${name}: mount it, and pack what is seen`)
  return key === 'opaque' && value === 'y'
}
