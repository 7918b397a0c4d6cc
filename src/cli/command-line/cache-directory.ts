/** Where `--cache` without a directory keeps things. */
import { KmodError } from '../../base/errors.ts'

const SYSTEM_CACHE = '/var/cache'
const ROOT = 0

/**
 * The system's cache directory for root, so that it does not depend on how somebody became root; for all others their
 * own, as the XDG Base Directory Specification says: a path that is not absolute does not count.
 * @throws KmodError KMOD_USAGE when there is none
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
