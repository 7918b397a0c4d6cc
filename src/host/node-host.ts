/** The host that Node.js runs on. Only this room imports node:fs. */
import * as fs from 'node:fs'
import { isKmodError, KmodError } from '../base/errors.ts'
import { compareBytes, fromByteString } from '../base/names.ts'
import type { DirectoryEntry, FileKind, FileStatus, Host, OpenFile } from './host.ts'
import { MAX_INPUT_FILE_SIZE } from './host.ts'
import { asking, nodePath } from './node-errors.ts'
import { isProcess, onTermination, workingDirectory } from './node-process.ts'
import { createFile, makeDirectory, syncDirectory } from './node-writing.ts'

function kindOf(entry: fs.StatsBase<bigint> | fs.Dirent | fs.Dirent<Buffer>): FileKind {
  if (entry.isFile()) return 'file'
  if (entry.isDirectory()) return 'directory'
  return entry.isSymbolicLink() ? 'symlink' : 'other'
}

/** libuv's name for a directory entry whose type the file system does not tell. */
const isUnknown = (entry: fs.Dirent<Buffer>): boolean =>
  !entry.isFile() &&
  !entry.isDirectory() &&
  !entry.isSymbolicLink() &&
  !entry.isFIFO() &&
  !entry.isSocket() &&
  !entry.isBlockDevice() &&
  !entry.isCharacterDevice()

function listDirectory(path: string): DirectoryEntry[] {
  const entries = asking(path, 'list directory', (p) =>
    fs.readdirSync(p, { withFileTypes: true, encoding: 'buffer' }),
  )
  return entries
    .map(
      (entry): DirectoryEntry => ({
        name: entry.name.toString('latin1'),
        kind: isUnknown(entry) ? 'unknown' : kindOf(entry),
      }),
    )
    .sort((a, b) => compareBytes(a.name, b.name))
}

function status(path: string): FileStatus {
  const stat = asking(path, 'look at', (p) => fs.statSync(p, { bigint: true }))
  return {
    kind: kindOf(stat),
    mode: Number(stat.mode),
    size: Number(stat.size),
    mtimeNs: stat.mtimeNs,
    dev: stat.dev,
    ino: stat.ino,
  }
}

/** Asks for less than `status`, and makes no error of what is missing. */
const exists = (path: string): boolean => fs.existsSync(nodePath(path))

function readLink(path: string): string | undefined {
  try {
    return asking(path, 'look at', (p) => fs.readlinkSync(p, { encoding: 'buffer' })).toString('latin1')
  } catch (error) {
    if (isKmodError(error) && error.details.errno === 'EINVAL') return undefined
    throw error
  }
}

function openFile(path: string): OpenFile {
  const fd = asking(path, 'open', (p) => fs.openSync(p, 'r'))
  return {
    get size() {
      return asking(path, 'look at', () => fs.fstatSync(fd).size)
    },
    read: (target, position) => asking(path, 'read', () => readFully(fd, target, position)),
    readOnce: (target, position) =>
      asking(path, 'read', () => fs.readSync(fd, target, 0, target.length, position)),
    close: () => fs.closeSync(fd),
  }
}

function readFully(fd: number, target: Uint8Array, position: number): number {
  let done = 0
  while (done < target.length) {
    const count = fs.readSync(fd, target, done, target.length - done, position + done)
    if (count === 0) break
    done += count
  }
  return done
}

function readFile(path: string): Uint8Array {
  const file = openFile(path)
  try {
    return readToEnd(path, file)
  } finally {
    file.close()
  }
}

/** The size is a hint only: files below /proc say 0, devices have no end, and others grow meanwhile. */
function readToEnd(path: string, file: OpenFile): Uint8Array {
  let bytes = new Uint8Array(Math.min(file.size, MAX_INPUT_FILE_SIZE) + 1)
  for (let length = 0; ; ) {
    const count = file.read(bytes.subarray(length), length)
    length += count
    if (length < bytes.length) return bytes.subarray(0, length)
    if (length > MAX_INPUT_FILE_SIZE) throw tooLarge(path)
    const grown = new Uint8Array(Math.min(bytes.length * 2 + 4096, MAX_INPUT_FILE_SIZE + 1))
    grown.set(bytes)
    bytes = grown
  }
}

const tooLarge = (path: string): KmodError =>
  new KmodError(
    'KMOD_LIMIT',
    `Cannot read "${fromByteString(path)}": it has more than ${MAX_INPUT_FILE_SIZE} bytes`,
    { path, errno: 'EFBIG' },
  )

/** Loaded when it is asked: a query about another kernel does not need it. */
const os = (): typeof import('node:os') => process.getBuiltinModule('node:os')

/** Threads that can really run side by side, as far as the machine tells. */
export const coreCount = (): number => os().availableParallelism()

export const nodeHost: Host = {
  release: () => os().release(),
  workingDirectory,
  status,
  exists,
  listDirectory,
  readFile,
  openFile,
  readLink,
  makeDirectory,
  createFile,
  rename: (from, to) => asking(to, 'rename a temporary file to', (p) => fs.renameSync(nodePath(from), p)),
  link: (existing, path) => asking(path, 'link', (p) => fs.linkSync(nodePath(existing), p)),
  removeFile: (path) => asking(path, 'remove', (p) => fs.unlinkSync(p)),
  syncDirectory,
  processId: process.pid,
  isProcess,
  onTermination,
}
