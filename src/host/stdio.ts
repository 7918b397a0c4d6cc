/** Writes to the standard streams synchronously: everything is written when the call returns. */
import { fstatSync, readFileSync, statSync, writeSync } from 'node:fs'
import { ioError } from './node-errors.ts'

export const STDOUT = 1
export const STDERR = 2

const RETRY_MS = 5

/**
 * Writes all of `bytes`; waits while a pipe is full.
 * @returns false if the reader has closed the pipe, which is not an error
 * @throws KmodError KMOD_IO
 */
export function writeAll(fd: typeof STDOUT | typeof STDERR, bytes: Uint8Array): boolean {
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(fd, bytes, done)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EPIPE') return false
      if (code !== 'EAGAIN')
        throw ioError(fd === STDOUT ? 'standard output' : 'standard error', 'write to', error)
      // A pipe that another process has made non-blocking.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS)
    }
  }
  return true
}

/**
 * Reads all of standard input.
 * @throws KmodError KMOD_IO
 */
export function readStandardInput(): Uint8Array {
  try {
    return readFileSync(0)
  } catch (error) {
    throw ioError('standard input', 'read', error)
  }
}

/** Creating Node's streams takes longer than most queries, so they are used only for likely terminals. */
export const isTerminal = (fd: typeof STDOUT | typeof STDERR): boolean =>
  mayBeTerminal(fd) && (fd === STDOUT ? process.stdout : process.stderr).isTTY === true

/** Terminals are character devices, and so is the null device. */
function mayBeTerminal(fd: number): boolean {
  // Windows consoles are not.
  if (process.platform === 'win32') return true
  try {
    const stat = fstatSync(fd)
    return stat.isCharacterDevice() && stat.rdev !== statSync('/dev/null', { throwIfNoEntry: false })?.rdev
  } catch {
    return false
  }
}

/**
 * Whether both go to the same terminal, pipe or file, so that a reader sees the order in which they were written; false
 * for the null device, which has no reader.
 */
export function sharesOneFile(): boolean {
  try {
    const [output, errors] = [fstatSync(STDOUT), fstatSync(STDERR)]
    return (
      output.dev === errors.dev && output.ino === errors.ino && output.rdev !== statSync('/dev/null').rdev
    )
  } catch {
    return false
  }
}

/**
 * The mode in which a standard stream has the null device open; `undefined` for any other file, and if it cannot be
 * determined.
 */
export function nullDeviceAccess(fd: number): 'read' | 'write' | 'read-write' | undefined {
  try {
    if (fstatSync(fd).rdev !== statSync('/dev/null').rdev) return undefined
    // Linux: the flags of open(2), in octal.
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1]
    return flags === undefined ? undefined : ACCESS_MODES[Number.parseInt(flags, 8) & O_ACCMODE]
  } catch {
    return undefined
  }
}

const O_ACCMODE = 3
const ACCESS_MODES = ['read', 'write', 'read-write'] as const
