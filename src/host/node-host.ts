/** The host that Node.js runs on. The only file that imports node:fs. */
import * as fs from 'node:fs'
import * as os from 'node:os'
import { KmodError } from '../base/errors.ts'
import { compareBytes, fromByteString, isAscii, toByteString } from '../base/names.ts'
import type { DirectoryEntry, FileKind, FileStatus, Host, NewFile, OpenFile } from './host.ts'

/** node:fs takes UTF-8 strings or bytes: most paths are ASCII and stay strings, the others go as the bytes they are. */
const nodePath = (path: string): string | Buffer => (isAscii(path) ? path : Buffer.from(path, 'latin1'))

/** Runs `action`; what Node throws becomes KMOD_IO. */
function asking<T>(path: string, verb: string, action: (path: string | Buffer) => T): T {
  try {
    return action(nodePath(path))
  } catch (cause) {
    throw ioError(path, verb, cause)
  }
}

function ioError(path: string, verb: string, cause: unknown): KmodError {
  const errno = (cause as NodeJS.ErrnoException).code ?? 'EIO'
  return new KmodError('KMOD_IO', `Cannot ${verb} "${fromByteString(path)}": ${errno}`, {
    path,
    errno,
    cause,
  })
}

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

function openFile(path: string): OpenFile {
  const fd = asking(path, 'open', (p) => fs.openSync(p, 'r'))
  let size: number
  try {
    size = fs.fstatSync(fd).size
  } catch (cause) {
    fs.closeSync(fd)
    throw ioError(path, 'open', cause)
  }
  return {
    size,
    read: (target, position) => asking(path, 'read', () => readFully(fd, target, position)),
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

function createFile(path: string): NewFile {
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

function syncDirectory(path: string): void {
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

/** kmod names relative paths by glibc's get_current_dir_name(): `$PWD` where it is true, so links in it are kept. */
function workingDirectory(): string {
  const real = process.cwd()
  const named = process.env.PWD
  if (named?.startsWith('/') && isSameDirectory(named, real)) return toByteString(named)
  return toByteString(real)
}

function isSameDirectory(a: string, b: string): boolean {
  try {
    const [x, y] = [fs.statSync(a, { bigint: true }), fs.statSync(b, { bigint: true })]
    return x.dev === y.dev && x.ino === y.ino
  } catch {
    return false
  }
}

/** Threads that can really run side by side, as far as the machine tells. */
export const coreCount = (): number => os.availableParallelism()

export const nodeHost: Host = {
  release: () => os.release(),
  workingDirectory,
  status,
  listDirectory,
  readFile: (path) => asking(path, 'read', (p) => fs.readFileSync(p)),
  openFile,
  makeDirectory: (path) => {
    asking(path, 'create directory', (p) => fs.mkdirSync(p, { recursive: true, mode: 0o755 }))
  },
  createFile,
  rename: (from, to) => asking(to, 'rename a temporary file to', (p) => fs.renameSync(nodePath(from), p)),
  link: (existing, path) => asking(path, 'link', (p) => fs.linkSync(nodePath(existing), p)),
  removeFile: (path) => asking(path, 'remove', (p) => fs.unlinkSync(p)),
  syncDirectory,
}
