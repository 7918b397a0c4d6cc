/** The host that Node.js runs on. Only this room imports node:fs. */
import {
  constants,
  existsSync,
  linkSync,
  lstatSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  statfsSync,
  statSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs'
import { isKmodError } from '../base/errors.ts'
import type { FileKind, FileStatus, Host } from './host.ts'
import { asking, nodePath } from './node-errors.ts'
import { listDirectory } from './node-listing.ts'
import { tryLock } from './node-lock.ts'
import { isRunning, onTermination, processTag, upSince, workingDirectory } from './node-process.ts'
import { isOwnFile, openFile, readFile, readInput, readOwnFile } from './node-reading.ts'
import { createTemporaryFile } from './node-temporary.ts'
import { createFile, makeDirectory, syncDirectory, writeInto } from './node-writing.ts'

const { S_IFMT, S_IFREG, S_IFDIR, S_IFLNK } = constants

const KIND_OF_TYPE = new Map<number, FileKind>([
  [S_IFREG, 'file'],
  [S_IFDIR, 'directory'],
  [S_IFLNK, 'symlink'],
])

/** Tests the mode directly: the methods of Stats work on bigints here, and allocate new ones for each call. */
const kindOfMode = (mode: number): FileKind => KIND_OF_TYPE.get(mode & S_IFMT) ?? 'other'

function status(path: string): FileStatus {
  const stat = asking(path, 'look at', (p) => statSync(p, { bigint: true }))
  const mode = Number(stat.mode)
  return {
    kind: kindOfMode(mode),
    mode,
    size: Number(stat.size),
    mtimeNs: stat.mtimeNs,
    ctimeNs: stat.ctimeNs,
    dev: stat.dev,
    ino: stat.ino,
    rdev: stat.rdev,
  }
}

function fileSystemType(path: string): number | undefined {
  if (process.platform !== 'linux') return undefined
  // A word, which some machines report as signed.
  return asking(path, 'look at the file system of', (p) => statfsSync(p).type) >>> 0
}

/** Does not throw for a missing file: creating an error takes longer than the call itself. */
function exists(path: string): boolean {
  try {
    return asking(path, 'look at', existsSync)
  } catch (error) {
    if (!isKmodError(error)) throw error
    return false
  }
}

/** Most paths are not links, and a refused call is expensive. */
function readLink(path: string): string | undefined {
  return asking(path, 'look at', (p) =>
    lstatSync(p).isSymbolicLink() ? readlinkSync(p, { encoding: 'buffer' }).toString('latin1') : undefined,
  )
}

/** Loaded on first use: a query about another kernel does not need it. */
const os = (): typeof import('node:os') => process.getBuiltinModule('node:os')

/** The number of threads that can run in parallel, as far as the machine reports it. */
export const coreCount = (): number => os().availableParallelism()

export const nodeHost: Host = {
  release: () => os().release(),
  workingDirectory,
  status,
  fileSystemType,
  exists,
  listDirectory,
  readFile,
  readInput,
  readOwnFile,
  isOwnFile,
  openFile,
  createTemporaryFile,
  readLink,
  makeDirectory,
  createFile,
  writeInto,
  rename: (from, to) => asking(to, 'rename a temporary file to', (p) => renameSync(nodePath(from), p)),
  link: (existing, path) => asking(path, 'link', (p) => linkSync(nodePath(existing), p)),
  createSymbolicLink: (target, path) =>
    asking(path, 'create the link', (p) => symlinkSync(nodePath(target), p)),
  removeFile: (path) => asking(path, 'remove', (p) => unlinkSync(p)),
  removeDirectory: (path) => asking(path, 'remove', (p) => rmdirSync(p)),
  syncDirectory,
  now: () => BigInt(Date.now()) * 1_000_000n,
  upSince,
  processTag,
  isRunning,
  tryLock,
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  onTermination,
}
