/** Chooses the directory for `--cache` without a value. */
import { KmodError } from '../../base/errors.ts'

const SYSTEM_CACHE = '/var/cache'
const ROOT = 0

/**
 * Returns the system's cache directory for root, regardless of how the user became root; for all other users their own,
 * as in the XDG Base Directory Specification: a path that is not absolute is ignored.
 * @throws KmodError KMOD_USAGE when there is no cache directory
 */
export function defaultCacheDirectory(
  userId: number | undefined,
  { XDG_CACHE_HOME, HOME }: Readonly<Record<string, string | undefined>>,
): string {
  if (userId === ROOT) return `${SYSTEM_CACHE}/tskmod`
  if (XDG_CACHE_HOME?.startsWith('/')) return `${XDG_CACHE_HOME}/tskmod`
  if (HOME?.startsWith('/')) return `${HOME}/.cache/tskmod`
  throw new KmodError(
    'KMOD_USAGE',
    '--cache needs a directory here: neither XDG_CACHE_HOME nor HOME says where caches are',
  )
}
