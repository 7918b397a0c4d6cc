/**
 * Extended attributes of overlayfs (Documentation/filesystems/overlayfs.rst). As root they begin with `trusted.`, in a user
 * namespace (mount option userxattr) with `user.`; an image may have been made for either.
 */
import { archiveError } from './archive-error.ts'

/** The name with its prefix, such as `trusted.`, and the value, both as byte strings. */
export type ExtendedAttribute = readonly [name: string, value: string]

const PREFIXES = ['trusted.overlay.', 'user.overlay.']
/** Of files that have moved, or of which only the mode has changed: the other layers are needed to understand them. */
const NEED_OTHER_LAYERS = new Set(['redirect', 'metacopy'])

/**
 * Whether a directory with these attributes hides what is below it in other layers.
 * @throws KmodError KMOD_ARCHIVE as refuseMoved() does
 */
export function isOpaque(attributes: Iterable<ExtendedAttribute>): boolean {
  for (const [name, value] of attributes) {
    refuse(name)
    if (overlayKey(name) === 'opaque' && value === 'y') return true
  }
  return false
}

/**
 * Refuses a file or a directory whose content or place only a mount with the other layers shows.
 * @throws KmodError KMOD_ARCHIVE
 */
export function refuseMoved(attributes: Iterable<ExtendedAttribute>): void {
  for (const [name] of attributes) refuse(name)
}

function refuse(name: string): void {
  if (NEED_OTHER_LAYERS.has(overlayKey(name) ?? ''))
    throw archiveError(`no support for the attribute ${name}: mount it, and pack what is seen`)
}

/** The name after the prefix of overlayfs; undefined for attributes of others. */
function overlayKey(name: string): string | undefined {
  const prefix = PREFIXES.find((one) => name.startsWith(one))
  return prefix === undefined ? undefined : name.slice(prefix.length)
}
