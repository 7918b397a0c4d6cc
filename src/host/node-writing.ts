/** The part of the Node.js host that changes the disk. */
import {
  closeSync,
  constants,
  fchmodSync,
  fsync,
  fsyncSync,
  mkdirSync,
  openSync,
  statSync,
  writeSync,
} from 'node:fs'
import { isKmodError } from '../base/errors.ts'
import type { NewFile } from './host.ts'
import { asking, ioError } from './node-errors.ts'

/** Nobody else reads a file that has not got its mode yet. */
const PRIVATE = 0o600

export function createFile(path: string, mode = PRIVATE): NewFile {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)
  const fd = asking(path, 'create', (p) => openSync(p, flags, mode))
  return {
    write: (bytes) => asking(path, 'write', () => writeFully(fd, bytes)),
    setMode: (mode) => asking(path, 'set the mode of', () => fchmodSync(fd, mode)),
    sync: () =>
      new Promise((resolve, reject) => {
        fsync(fd, (cause) => (cause ? reject(ioError(path, 'sync', cause)) : resolve()))
      }),
    close: () => asking(path, 'close', () => closeSync(fd)),
  }
}

/**
 * Opens with O_NONBLOCK, so that a FIFO without a reader is an error instead of a wait; a slow reader is waited for.
 */
export function writeInto(path: string, bytes: Uint8Array): void {
  const { O_WRONLY, O_TRUNC, O_NONBLOCK = 0, O_NOCTTY = 0 } = constants
  const fd = asking(path, 'write to', (p) => openSync(p, O_WRONLY | O_TRUNC | O_NONBLOCK | O_NOCTTY))
  try {
    asking(path, 'write to', () => writePatiently(fd, bytes))
  } finally {
    closeSync(fd)
  }
}

const RETRY_MS = 5

function writePatiently(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(fd, bytes, done)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS)
    }
  }
}

function writeFully(fd: number, bytes: Uint8Array): void {
  let done = 0
  while (done < bytes.length) done += writeSync(fd, bytes, done, bytes.length - done)
}

export function syncDirectory(path: string): void {
  // Windows cannot open directories, and syncs their entries itself.
  if (process.platform === 'win32') return
  asking(path, 'sync directory', (p) => {
    const fd = openSync(p, constants.O_RDONLY | (constants.O_DIRECTORY ?? 0))
    try {
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
  })
}

/** One directory after the other, so that the error names the one that was refused. */
export function makeDirectory(path: string): void {
  if (isDirectory(path)) return
  const parent = path.replace(/\/+[^/]*\/*$/, '')
  if (parent !== '' && parent !== path) makeParent(parent)
  try {
    asking(path, 'create directory', (p) => mkdirSync(p, 0o755))
  } catch (error) {
    // Another process may have created it meanwhile.
    if (!isDirectory(path)) throw error
  }
}

/** If a parent is a file, creating the next directory in it reports ENOTDIR. */
function makeParent(path: string): void {
  try {
    makeDirectory(path)
  } catch (error) {
    if (!isKmodError(error) || error.details.errno !== 'EEXIST') throw error
  }
}

function isDirectory(path: string): boolean {
  try {
    return asking(path, 'look at', (p) => statSync(p)).isDirectory()
  } catch {
    return false
  }
}
