/**
 * A machine in memory whose clock a test can move: its files get their times from a clock that ticks as coarsely as
 * those of real file systems, so that changes can go unseen, and edits can fall into the middle of a run.
 */
import { KmodError } from '../../src/base/errors.ts'
import type { DirectoryEntry, FileStatus, Host, NewFile, OpenFile } from '../../src/host/host.ts'
import { fileOf } from '../support/open-file.ts'

interface Inode {
  readonly ino: bigint
  bytes: Uint8Array
  mode: number
  mtimeNs: bigint
  ctimeNs: bigint
}

export const MS = 1_000_000n
export const SECOND = 1000n * MS
/** Times of files are never whole seconds here, unless a test wants them so. */
const ODD = 123_456_789n
const PROCESS_ID = 4711
const READABLE_BY_ALL = 0o004
const S_IFREG = 0o100000

export class Machine {
  /** Nanoseconds since the epoch. */
  clock = 1_700_000_000n * SECOND
  /** How coarsely the clock of the files ticks. */
  tick = 10n * MS
  /** Whether permissions hold the process back. */
  isPrivileged = false
  /** What the next `write` to a file ends with. */
  writeError: string | undefined
  /** Called when a file has been read and closed. */
  onClose: ((path: string) => void) | undefined
  readonly opened: string[] = []
  /** What was read by `readFile`. */
  readonly read: string[] = []
  readonly #files = new Map<string, Inode>()
  readonly #directories = new Map<string, Pick<Inode, 'ino' | 'ctimeNs'>>()
  #lastInode = 100n

  // edits

  /** In place, as an editor or `cp` over a file does. */
  write(path: string, content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content
    const known = this.#files.get(path)
    if (known) Object.assign(known, { bytes, mtimeNs: this.#now(), ctimeNs: this.#now() })
    else this.#changeEntries([path], () => this.#files.set(path, this.#newInode(bytes)))
  }

  /** As an installer that keeps times does: a new file is renamed over the old one. */
  replace(path: string, bytes: Uint8Array, mtimeNs: bigint): void {
    this.#changeEntries([path], () => this.#files.set(path, { ...this.#newInode(bytes), mtimeNs }))
  }

  touch(path: string, mtimeNs: bigint): void {
    const inode = this.#files.get(path)
    if (inode) Object.assign(inode, { mtimeNs, ctimeNs: this.#now() })
  }

  chmod(path: string, mode: number): void {
    const inode = this.#files.get(path)
    if (inode) Object.assign(inode, { mode, ctimeNs: this.#now() })
  }

  remove(path: string): void {
    this.#changeEntries([path], () => this.#files.delete(path))
  }

  /** Some file systems give the file a new ctime for it, and some do not: here it does not. */
  move(from: string, to: string): void {
    const inode = this.#files.get(from)
    if (!inode || from === to) return
    this.#changeEntries([from, to], () => {
      this.#files.set(to, inode)
      this.#files.delete(from)
    })
  }

  swap(a: string, b: string): void {
    const [x, y] = [this.#files.get(a), this.#files.get(b)]
    if (x && y) this.#changeEntries([a, b], () => this.#files.set(a, y).set(b, x))
  }

  mtimeOf = (path: string): bigint => this.#files.get(path)?.mtimeNs ?? 0n
  contentOf = (path: string): Uint8Array => this.#inode(path).bytes
  paths = (directory: string): string[] =>
    [...this.#files.keys()].filter((path) => path.startsWith(`${directory}/`)).sort()

  // the host

  readonly host: Host = {
    release: () => '6.1.0-test',
    workingDirectory: () => '/',
    status: (path) => this.#status(path),
    // ext4
    fileSystemType: () => 0xef53,
    exists: (path) => this.#files.has(path) || this.#isDirectory(path),
    listDirectory: (path) => this.#list(path),
    readFile: (path) => {
      this.read.push(path)
      return this.#readable(path).bytes
    },
    readInput: (path) => this.#readable(path).bytes,
    readOwnFile: (path) => this.#readable(path).bytes.slice(),
    isOwnFile: (path) => this.#files.has(path),
    openFile: (path) => this.#open(path),
    createTemporaryFile: () => {
      throw new Error('no temporary files here')
    },
    readLink: () => undefined,
    makeDirectory: () => undefined,
    createFile: (path) => this.#create(path),
    writeInto: () => {
      throw new Error('no devices here')
    },
    rename: (from, to) => this.move(from, to),
    link: (existing, path) => {
      this.#changeEntries([path], () => this.#files.set(path, this.#inode(existing)))
    },
    createSymbolicLink: () => {
      throw new Error('no links here')
    },
    removeFile: (path) => {
      this.#inode(path)
      this.remove(path)
    },
    syncDirectory: () => undefined,
    now: () => this.clock,
    upSince: () => 0n,
    processTag: () => String(PROCESS_ID),
    isRunning: () => false,
    tryLock: async () => ({ release: () => undefined }),
    pause: async () => undefined,
    onTermination: () => () => undefined,
  }

  #now = (): bigint => (this.clock / this.tick) * this.tick + (this.tick > ODD ? ODD : 1n)

  /** Gives each directory in which an entry is created, replaced or removed a new ctime. */
  #changeEntries(paths: readonly string[], change: () => void): void {
    const above = paths.flatMap(directoriesAbove)
    const before = new Map(above.map((path) => [path, this.#isDirectory(path)]))
    change()
    const isNew = (path: string): boolean => before.get(path) !== this.#isDirectory(path)
    const entries = [...paths, ...above.filter(isNew)]
    for (const directory of new Set(entries.map((path) => path.slice(0, path.lastIndexOf('/'))))) {
      const ino = isNew(directory) ? undefined : this.#directories.get(directory)?.ino
      this.#directories.set(directory, { ino: ino ?? ++this.#lastInode, ctimeNs: this.#now() })
    }
  }

  #newInode = (bytes: Uint8Array): Inode => ({
    ino: ++this.#lastInode,
    bytes,
    mode: 0o644,
    mtimeNs: this.#now(),
    ctimeNs: this.#now(),
  })

  #inode(path: string): Inode {
    const inode = this.#files.get(path)
    if (!inode) throw refusal(path, this.#isDirectory(path) ? 'EISDIR' : 'ENOENT')
    return inode
  }

  #isDirectory = (path: string): boolean => this.paths(path).length > 0

  #readable(path: string): Inode {
    const inode = this.#inode(path)
    if (!this.isPrivileged && (inode.mode & READABLE_BY_ALL) === 0) throw refusal(path, 'EACCES')
    return inode
  }

  #status(path: string): FileStatus {
    if (this.#isDirectory(path)) {
      const { ino = 1n, ctimeNs = 1n } = this.#directories.get(path) ?? {}
      return { kind: 'directory', mode: 0o40755, size: 0, mtimeNs: ctimeNs, ctimeNs, dev: 1n, ino }
    }
    const { bytes, mode, mtimeNs, ctimeNs, ino } = this.#inode(path)
    return { kind: 'file', mode: S_IFREG | mode, size: bytes.length, mtimeNs, ctimeNs, dev: 1n, ino }
  }

  #list(path: string): DirectoryEntry[] {
    const below = this.paths(path).map((file) => file.slice(path.length + 1).split('/'))
    if (below.length === 0) throw refusal(path, 'ENOENT')
    const kinds = new Map(below.map(([name = '', ...rest]) => [name, rest.length > 0]))
    return [...kinds].map(([name, isDirectory]) => ({ name, kind: isDirectory ? 'directory' : 'file' }))
  }

  #open(path: string): OpenFile {
    const { bytes } = this.#readable(path)
    this.opened.push(path)
    return { ...fileOf(bytes), close: () => this.onClose?.(path) }
  }

  #create(path: string): NewFile {
    if (this.#files.has(path)) throw refusal(path, 'EEXIST')
    this.write(path, '')
    const written: Uint8Array[] = []
    return {
      write: (bytes) => {
        if (this.writeError !== undefined) throw refusal(path, this.writeError)
        written.push(bytes.slice())
        this.write(path, Uint8Array.from(Buffer.concat(written)))
      },
      setMode: (mode) => this.chmod(path, mode),
      sync: () => Promise.resolve(),
      close: () => undefined,
    }
  }
}

const directoriesAbove = (path: string): string[] => {
  const parts = path.split('/').slice(1, -1)
  return parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}`)
}

export const refusal = (path: string, errno: string): KmodError =>
  new KmodError('KMOD_IO', `Cannot use "${path}": ${errno}`, { path, errno })
