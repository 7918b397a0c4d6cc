/** The file of --output. */
import { KmodError, nothing, orElse } from '../../base/errors.ts'
import { toByteString } from '../../base/names.ts'
import { nodeHost } from '../../host/node-host.ts'

/**
 * A mistyped path must not create directories, and is refused before anything is read.
 * @throws KmodError KMOD_IO when the directory of `path` does not exist
 */
export function requireDirectoryOf(path: string): void {
  const slash = path.lastIndexOf('/')
  const directory = slash < 0 ? '.' : path.slice(0, slash) || '/'
  if (orElse(() => nodeHost.status(toByteString(directory)), nothing)?.kind === 'directory') return
  throw new KmodError('KMOD_IO', `Cannot write '${path}': there is no directory '${directory}'`, {
    path: toByteString(path),
    errno: 'ENOENT',
  })
}
