/** Converts paths for node:fs, and its errors to KmodError. */
import { codeOfErrno, KmodError } from '../base/errors.ts'
import { fromByteString, isAscii } from '../base/names.ts'

/** node:fs takes UTF-8 strings or bytes: most paths are ASCII and stay strings, the others go as the bytes they are. */
export const nodePath = (path: string): string | Buffer =>
  isAscii(path) ? path : Buffer.from(path, 'latin1')

/** Runs `action`; converts errors of Node.js to KMOD_IO, or to KMOD_HOST if the machine is at fault. */
export function asking<T>(path: string, verb: string, action: (path: string | Buffer) => T): T {
  try {
    return action(nodePath(path))
  } catch (cause) {
    throw ioError(path, verb, cause)
  }
}

/** Errors of Linux file systems for which libuv has no name: Node.js calls them `Unknown system error -122`. */
const NAMES_ON_LINUX: Readonly<Record<number, string>> = {
  37: 'ENOLCK',
  74: 'EBADMSG',
  116: 'ESTALE',
  117: 'EUCLEAN',
  122: 'EDQUOT',
  123: 'ENOMEDIUM',
  126: 'ENOKEY',
  129: 'EKEYREJECTED',
}

/** Those of macOS and the BSDs. */
const NAMES_ELSEWHERE: Readonly<Record<number, string>> = { 69: 'EDQUOT', 70: 'ESTALE', 77: 'ENOLCK' }

/** The name of the system error that Node.js has thrown; EIO if it has no name. */
export function errnoOf(cause: unknown, platform: NodeJS.Platform = process.platform): string {
  const { code = 'EIO', errno = 0 } = cause as NodeJS.ErrnoException
  if (/^E[A-Z0-9_]+$/.test(code)) return code
  const names = platform === 'linux' || platform === 'android' ? NAMES_ON_LINUX : NAMES_ELSEWHERE
  return names[Math.abs(errno)] ?? 'EIO'
}

export function ioError(path: string, verb: string, cause: unknown): KmodError {
  const errno = errnoOf(cause)
  return new KmodError(
    codeOfErrno(errno),
    `Cannot ${verb} "${fromByteString(path)}": ${errno}${advice(errno)}`,
    {
      path,
      errno,
      cause,
    },
  )
}

/** Advice for errors of the machine; other errors need no explanation. */
const ADVICE: Readonly<Record<string, string>> = {
  EMFILE: ' (too many open files: raise `ulimit -n`, or use fewer threads with --jobs)',
  ENFILE: ' (too many open files on this machine)',
  ERR_ACCESS_DENIED:
    ' (Node.js runs with --permission: allow the path with --allow-fs-read or --allow-fs-write)',
}

const advice = (errno: string): string => ADVICE[errno] ?? ''
