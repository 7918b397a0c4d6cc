/** The host that Node.js runs on. Only this room imports node:fs. */
import {
  closeSync,
  constants,
  type Dirent,
  existsSync,
  fstatSync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  renameSync,
  type Stats,
  statSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs'
import { KmodError } from '../base/errors.ts'
import { compareBytes, fromByteString } from '../base/names.ts'
import type { DirectoryEntry, FileKind, FileStatus, Host, OpenFile } from './host.ts'
import { MAX_INPUT_FILE_SIZE } from './host.ts'
import { asking, nodePath } from './node-errors.ts'
import { tryLock } from './node-lock.ts'
import { isRunning, onTermination, processTag, workingDirectory } from './node-process.ts'
import { createFile, makeDirectory, syncDirectory } from './node-writing.ts'

const { S_IFMT, S_IFREG, S_IFDIR, S_IFLNK } = constants

const KIND_OF_TYPE = new Map<number, FileKind>([
  [S_IFREG, 'file'],
  [S_IFDIR, 'directory'],
  [S_IFLNK, 'symlink'],
])

/** The questions that Node answers about a status are of bigints here, each of which is made anew. */
const kindOfMode = (mode: number): FileKind => KIND_OF_TYPE.get(mode & S_IFMT) ?? 'other'

function kindOf(entry: Dirent | Dirent<Buffer>): FileKind {
  if (entry.isFile()) return 'file'
  if (entry.isDirectory()) return 'directory'
  return entry.isSymbolicLink() ? 'symlink' : 'other'
}

/** libuv's name for a directory entry whose type the file system does not tell. */
const isUnknown = (entry: Dirent<Buffer>): boolean =>
  !entry.isFile() &&
  !entry.isDirectory() &&
  !entry.isSymbolicLink() &&
  !entry.isFIFO() &&
  !entry.isSocket() &&
  !entry.isBlockDevice() &&
  !entry.isCharacterDevice()

function listDirectory(path: string): DirectoryEntry[] {
  const entries = asking(path, 'list directory', (p) =>
    readdirSync(p, { withFileTypes: true, encoding: 'buffer' }),
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
  }
}

/** Asks for less than `status`, and makes no error of what is missing. */
const exists = (path: string): boolean => existsSync(nodePath(path))

/** Most of what is asked about is no link, and to be refused is dear. */
function readLink(path: string): string | undefined {
  return asking(path, 'look at', (p) =>
    lstatSync(p).isSymbolicLink() ? readlinkSync(p, { encoding: 'buffer' }).toString('latin1') : undefined,
  )
}

/** @param admit throws when the file is not to be read */
function openFile(path: string, flags = constants.O_RDONLY, admit?: (stat: Stats) => void): OpenFile {
  const fd = asking(path, 'open', (p) => openSync(p, flags))
  try {
    if (admit) admit(asking(path, 'look at', () => fstatSync(fd)))
  } catch (error) {
    closeSync(fd)
    throw error
  }
  return {
    get size() {
      return asking(path, 'look at', () => fstatSync(fd).size)
    },
    read: (target, position) => asking(path, 'read', () => readFully(fd, target, position)),
    readOnce: (target, position) =>
      asking(path, 'read', () => readSync(fd, target, 0, target.length, position)),
    close: () => closeSync(fd),
  }
}

function readFully(fd: number, target: Uint8Array, position: number): number {
  let done = 0
  while (done < target.length) {
    const count = readSync(fd, target, done, target.length - done, position + done)
    if (count === 0) break
    done += count
  }
  return done
}

const readFile = (path: string): Uint8Array => readAndClose(path, openFile(path))

function readOwnFile(path: string): Uint8Array {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants
  // Without O_NONBLOCK opening a pipe would wait for somebody to write into it.
  const file = openFile(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, (stat) => {
    if (!stat.isFile() || !isOwn(stat)) throw notOwn(path)
  })
  return readAndClose(path, file)
}

const OTHERS_MAY_WRITE = 0o022

/** Where there are no numbers of users, on Windows, a file tells no owner. */
const isOwn = ({ uid, mode }: Stats): boolean =>
  process.geteuid === undefined || (uid === process.geteuid() && (mode & OTHERS_MAY_WRITE) === 0)

const notOwn = (path: string): KmodError =>
  new KmodError('KMOD_IO', `Cannot trust "${fromByteString(path)}": somebody else may have written it`, {
    path,
    errno: 'EPERM',
  })

function readAndClose(path: string, file: OpenFile): Uint8Array {
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
  readOwnFile,
  openFile: (path) => openFile(path),
  readLink,
  makeDirectory,
  createFile,
  rename: (from, to) => asking(to, 'rename a temporary file to', (p) => renameSync(nodePath(from), p)),
  link: (existing, path) => asking(path, 'link', (p) => linkSync(nodePath(existing), p)),
  createSymbolicLink: (target, path) =>
    asking(path, 'create the link', (p) => symlinkSync(nodePath(target), p)),
  removeFile: (path) => asking(path, 'remove', (p) => unlinkSync(p)),
  syncDirectory,
  now: () => BigInt(Date.now()) * 1_000_000n,
  processTag,
  isRunning,
  tryLock,
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  onTermination,
}
