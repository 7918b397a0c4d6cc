/** Chooses the directory of caches where none is named. */
import { KmodError } from '../../base/errors.ts'

const SYSTEM_CACHE = '/var/cache'
const ROOT = 0

/**
 * Returns the directory in $TSKMOD_CACHE, else the system's cache directory for root, regardless of how the user became
 * root, and for all other users their own, as in the XDG Base Directory Specification: a path that is not absolute is
 * ignored. `undefined` if there is none.
 */
export function usualCacheDirectory(
  userId: number | undefined,
  { TSKMOD_CACHE, XDG_CACHE_HOME, HOME }: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (TSKMOD_CACHE?.startsWith('/')) return TSKMOD_CACHE
  if (userId === ROOT) return `${SYSTEM_CACHE}/tskmod`
  if (XDG_CACHE_HOME?.startsWith('/')) return `${XDG_CACHE_HOME}/tskmod`
  return HOME?.startsWith('/') ? `${HOME}/.cache/tskmod` : undefined
}

/**
 * The same for `--cache` without a value.
 * @throws KmodError KMOD_USAGE when there is no cache directory
 */
export function defaultCacheDirectory(
  userId: number | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const directory = usualCacheDirectory(userId, environment)
  if (directory !== undefined) return directory
  throw new KmodError(
    'KMOD_USAGE',
    '--cache needs a directory here: neither XDG_CACHE_HOME nor HOME says where caches are',
  )
}
