/**
 * Where a user's code caches are (see launcher.ts): those for another Node.js than the one that built the package.
 *
 *   NODE_COMPILE_CACHE          the directory that Node.js itself is to use for the same purpose
 *   /var/cache/tskmod           for root, and only if it exists: commands that run as root while an image is made are to
 *                               leave no files in it that nobody asked for
 *   /run                        for root otherwise, and only if it is in memory (tmpfs), where nothing outlives the
 *                               machine; `tskmod` in it
 *   $XDG_CACHE_HOME, ~/.cache   for other users, if it exists; `tskmod` in it
 *
 * NODE_DISABLE_COMPILE_CACHE turns it off, as for Node.js.
 */
export interface CodeCachePlace {
  /** Must exist. */
  readonly parent: string
  /** Created in it, each in the previous one. */
  readonly directories: readonly string[]
}

const ROOT = 0
const DIRECTORY = 'code'
const OF_ROOT = '/var/cache/tskmod'
const OF_THIS_BOOT = '/run'

/** What is asked about directories. */
export interface Directories {
  exists(path: string): boolean
  /** Whether it is on a file system in memory. */
  isInMemory(path: string): boolean
}

/** @param userId the effective one, undefined where there are none: then it cannot be checked who wrote a file */
export function codeCachePlace(
  environment: Readonly<Record<string, string | undefined>>,
  userId: number | undefined,
  directories: Directories,
): CodeCachePlace | undefined {
  const { NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE } = environment
  if (userId === undefined || NODE_DISABLE_COMPILE_CACHE) return undefined
  if (NODE_COMPILE_CACHE) return { parent: NODE_COMPILE_CACHE, directories: [`tskmod-${DIRECTORY}`] }
  if (userId === ROOT && directories.exists(OF_ROOT)) return { parent: OF_ROOT, directories: [DIRECTORY] }
  const parent = userId === ROOT ? inMemory(directories) : ofUser(environment)
  return parent === undefined ? undefined : { parent, directories: ['tskmod', DIRECTORY] }
}

const inMemory = ({ isInMemory }: Directories): string | undefined =>
  isInMemory(OF_THIS_BOOT) ? OF_THIS_BOOT : undefined

function ofUser({ XDG_CACHE_HOME, HOME }: Readonly<Record<string, string | undefined>>): string | undefined {
  if (XDG_CACHE_HOME?.startsWith('/')) return XDG_CACHE_HOME
  return HOME?.startsWith('/') ? `${HOME}/.cache` : undefined
}
