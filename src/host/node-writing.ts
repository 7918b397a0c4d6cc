/** The part of the host of Node.js that changes the disk. */
import * as fs from 'node:fs'
import { isKmodError } from '../base/errors.ts'
import type { NewFile } from './host.ts'
import { asking, ioError } from './node-errors.ts'

export function createFile(path: string): NewFile {
  const flags =
    fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_EXCL | (fs.constants.O_NOFOLLOW ?? 0)
  const fd = asking(path, 'create', (p) => fs.openSync(p, flags, 0o600))
  return {
    write: (bytes) => asking(path, 'write', () => writeFully(fd, bytes)),
    setMode: (mode) => asking(path, 'set the mode of', () => fs.fchmodSync(fd, mode)),
    sync: () =>
      new Promise((resolve, reject) => {
        fs.fsync(fd, (cause) => (cause ? reject(ioError(path, 'sync', cause)) : resolve()))
      }),
    close: () => asking(path, 'close', () => fs.closeSync(fd)),
  }
}

function writeFully(fd: number, bytes: Uint8Array): void {
  let done = 0
  while (done < bytes.length) done += fs.writeSync(fd, bytes, done, bytes.length - done)
}

export function syncDirectory(path: string): void {
  // Windows opens no directories, and keeps their entries safe by itself.
  if (process.platform === 'win32') return
  asking(path, 'sync directory', (p) => {
    const fd = fs.openSync(p, fs.constants.O_RDONLY | (fs.constants.O_DIRECTORY ?? 0))
    try {
      fs.fsyncSync(fd)
    } finally {
      fs.closeSync(fd)
    }
  })
}

/** One directory after the other, so that the error is that of the one that was refused. */
export function makeDirectory(path: string): void {
  if (isDirectory(path)) return
  const parent = path.replace(/\/+[^/]*\/*$/, '')
  if (parent !== '' && parent !== path) makeParent(parent)
  try {
    asking(path, 'create directory', (p) => fs.mkdirSync(p, 0o755))
  } catch (error) {
    // Somebody else may have been faster.
    if (!isDirectory(path)) throw error
  }
}

/** A file in the place of a parent is told by what is to be made in it: ENOTDIR. */
function makeParent(path: string): void {
  try {
    makeDirectory(path)
  } catch (error) {
    if (!isKmodError(error) || error.details.errno !== 'EEXIST') throw error
  }
}

function isDirectory(path: string): boolean {
  try {
    return asking(path, 'look at', (p) => fs.statSync(p)).isDirectory()
  } catch {
    return false
  }
}
