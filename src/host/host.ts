/**
 * Everything tskmod asks of the machine it runs on. The rooms that decide things see only this interface, so tests
 * put another machine in its place.
 *
 * The calls are synchronous: opening, reading and closing 4,000 modules takes a fifth of the time that the same work
 * takes through promises, and what runs side by side here are threads, each with a host of its own.
 *
 * Paths and names are byte strings (base/names.ts). Every call throws KmodError KMOD_IO with `errno` when refused.
 */
export type FileKind = 'file' | 'directory' | 'symlink' | 'other'

export interface FileStatus {
  readonly kind: FileKind
  /** st_mode, type and permissions. */
  readonly mode: number
  /** Bytes. */
  readonly size: number
  /** Nanoseconds since the epoch. */
  readonly mtimeNs: bigint
  /** When content or status changed last, in nanoseconds since the epoch; nobody can set it at will. */
  readonly ctimeNs: bigint
  readonly dev: bigint
  readonly ino: bigint
  /** Which device a device node is, where the host knows; 0 is a whiteout of overlayfs. */
  readonly rdev?: bigint
}

export interface DirectoryEntry {
  readonly name: string
  /** What the entry itself is: links are not followed. `unknown` where the file system does not say. */
  readonly kind: FileKind | 'unknown'
}

export interface OpenFile {
  /** Bytes; the host is asked each time. */
  readonly size: number
  /**
   * Reads from `position` of the file into `target`, or into `target[start..end)`; returns the bytes read, fewer only
   * at the end of the file.
   */
  read(target: Uint8Array, position: number, start?: number, end?: number): number
  /** As `read`, but may stop early wherever the system likes. */
  readOnce(target: Uint8Array, position: number, start?: number, end?: number): number
  /** Closes the file. */
  close(): void
}

/** A file without a name: it is gone when it is closed, or when the process ends. */
export interface TemporaryFile extends OpenFile {
  /** Appends. */
  write(bytes: Uint8Array): void
}

export interface NewFile {
  /** Adds bytes at the end of the file. */
  write(bytes: Uint8Array): void
  /** Gives the file exactly these permissions, whatever the umask. */
  setMode(mode: number): void
  /** Returns when the content is on the disk. */
  sync(): Promise<void>
  /** Closes the file. */
  close(): void
}

/** What keeps other runs off a directory, until it is released or the process ends. */
export interface Lock {
  /** Gives the lock up. */
  release(): void
}

/** System.map, the largest of the text files that are read, has some 10 MiB; devices have no end. */
export const MAX_INPUT_FILE_SIZE = 256 * 1024 ** 2

export interface Host {
  /** The running kernel's release, as `uname -r` prints it. */
  release(): string
  /** The working directory as kmod names it: `$PWD` if that is the same directory, else getcwd(). */
  workingDirectory(): string
  /** Follows symbolic links. */
  status(path: string): FileStatus
  /** The type of the file system that a file is on, as statfs(2) of Linux numbers it; `undefined` on other systems. */
  fileSystemType(path: string): number | undefined
  /** Whether `status` would not be refused, links followed, at less cost. */
  exists(path: string): boolean
  /** Entries without `.` and `..`, sorted by name (strcmp). */
  listDirectory(path: string): DirectoryEntry[]
  /**
   * All of a regular file that is no larger than MAX_INPUT_FILE_SIZE, whatever its size is said to be. The null device
   * reads as an empty file. Anything else, such as a FIFO, is refused with EINVAL: the call never waits.
   */
  readFile(path: string): Uint8Array
  /**
   * As `readFile`, but reads pipes and devices too, and waits for what they give: for files that the user has named,
   * as in `-F /dev/stdin`.
   */
  readInput(path: string): Uint8Array
  /**
   * As `readFile`, but only a regular file that belongs to the user of this process and that nobody else may write;
   * a symbolic link in its place is not followed. EPERM for any other.
   */
  readOwnFile(path: string): Uint8Array
  /** Whether `readOwnFile` would not be refused for the kind, owner or permissions of the file. */
  isOwnFile(path: string): boolean
  /** Opens for reading at any position; never waits, not even for the writer of a FIFO. */
  openFile(path: string): OpenFile
  createTemporaryFile(): TemporaryFile
  /** What a symbolic link says, itself not followed; `undefined` for what is no link. */
  readLink(path: string): string | undefined
  /** Creates `path` and its missing parents, mode 0755. */
  makeDirectory(path: string): void
  /** Creates a file that must not exist; never follows a link. */
  createFile(path: string): NewFile
  /**
   * Writes to a device, a pipe or a socket, or to a file that has no path of its own to be replaced at, as
   * `/dev/stdout` leads to. Does not wait for a reader: ENXIO when a FIFO has none.
   */
  writeInto(path: string, bytes: Uint8Array): void
  /** Renames a file, in place of another one if there is one. */
  rename(from: string, to: string): void
  /** A second name (hard link) for a file; a symbolic link is not followed. */
  link(existing: string, path: string): void
  /** Creates a symbolic link at `path`, where nothing may be. */
  createSymbolicLink(target: string, path: string): void
  /** Removes a file. */
  removeFile(path: string): void
  /** Returns when the directory's own entries are on the disk. */
  syncDirectory(path: string): void
  /** Nanoseconds since the epoch, by the clock that the times of files are taken from. */
  now(): bigint
  /** When this machine was started, in nanoseconds since the epoch. */
  upSince(): bigint
  /** Identifies this process uniquely, even after its number is reused, on other machines and in other namespaces. */
  processTag(): string
  /**
   * Whether the process of a `processTag` runs. `undefined` when it cannot be known from here: its number is one of
   * another PID namespace, another machine, or this machine before it was started again.
   */
  isRunning(processTag: string): boolean | undefined
  /** Takes the lock on a directory; `undefined` while another run has it. */
  tryLock(directory: string): Promise<Lock | undefined>
  /** Waits. */
  pause(milliseconds: number): Promise<void>
  /**
   * Calls `cleanUp` when the process is told to end (SIGINT, SIGTERM, SIGHUP), and lets it end then.
   * @returns what ends the watch
   */
  onTermination(cleanUp: () => void): () => void
  /**
   * The path under which worker threads, which have the machine's own host, find what this host has at `path`. Absent
   * when they find it under the same path (the machine's own host), or not at all (any other host).
   */
  readonly threadPath?: ((path: string) => string) | undefined
  /**
   * Where several trees are put on top of each other: the labels of those that have a file at `path`, as byte strings, the
   * one that is seen first. Absent for a host without layers.
   */
  readonly layersOf?: ((path: string) => readonly string[]) | undefined
}

/** What it takes to find and read files by their paths. */
export type FileLookup = Pick<Host, 'status' | 'exists' | 'listDirectory' | 'readFile' | 'readInput'>
