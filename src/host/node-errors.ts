/** How paths go to node:fs, and how its errors come back. */
import { KmodError } from '../base/errors.ts'
import { fromByteString, isAscii } from '../base/names.ts'

/** node:fs takes UTF-8 strings or bytes: most paths are ASCII and stay strings, the others go as the bytes they are. */
export const nodePath = (path: string): string | Buffer =>
  isAscii(path) ? path : Buffer.from(path, 'latin1')

/** Runs `action`; what Node throws becomes KMOD_IO. */
export function asking<T>(path: string, verb: string, action: (path: string | Buffer) => T): T {
  try {
    return action(nodePath(path))
  } catch (cause) {
    throw ioError(path, verb, cause)
  }
}

export function ioError(path: string, verb: string, cause: unknown): KmodError {
  const errno = (cause as NodeJS.ErrnoException).code ?? 'EIO'
  return new KmodError('KMOD_IO', `Cannot ${verb} "${fromByteString(path)}": ${errno}`, {
    path,
    errno,
    cause,
  })
}
