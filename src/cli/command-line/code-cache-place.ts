/**
 * Where a user's code caches are (see launcher.ts): those for another Node.js than the one that built the package.
 *
 *   NODE_COMPILE_CACHE          the directory that Node.js itself is to use for the same purpose
 *   /var/cache/tskmod           for root, and only if it exists: commands that run as root while an image is made are to
 *                               leave no files in it that nobody asked for
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

/** @param userId the effective one, undefined where there are none: then it cannot be checked who wrote a file */
export function codeCachePlace(
  environment: Readonly<Record<string, string | undefined>>,
  userId: number | undefined,
): CodeCachePlace | undefined {
  const { NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE } = environment
  if (userId === undefined || NODE_DISABLE_COMPILE_CACHE) return undefined
  if (NODE_COMPILE_CACHE) return { parent: NODE_COMPILE_CACHE, directories: [`tskmod-${DIRECTORY}`] }
  if (userId === ROOT) return { parent: '/var/cache/tskmod', directories: [DIRECTORY] }
  const { XDG_CACHE_HOME, HOME } = environment
  const directories = ['tskmod', DIRECTORY]
  if (XDG_CACHE_HOME?.startsWith('/')) return { parent: XDG_CACHE_HOME, directories }
  return HOME?.startsWith('/') ? { parent: `${HOME}/.cache`, directories } : undefined
}
