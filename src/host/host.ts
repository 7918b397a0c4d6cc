/**
 * Everything tskmod needs from the machine it runs on. The rooms with logic see only this interface, so tests can
 * replace the machine.
 *
 * The calls are synchronous: opening, reading and closing 4,000 modules takes a fifth of the time that the same work
 * takes through promises, and parallel work is done by threads, each with its own host.
 *
 * Paths and names are byte strings (base/names.ts). Every call throws KmodError KMOD_IO with `errno` if it is refused.
 */
import type { BytePlace } from '../base/byte-place.ts'

export type FileKind = 'file' | 'directory' | 'symlink' | 'other'

export interface FileStatus {
  readonly kind: FileKind
  /** st_mode, type and permissions. */
  readonly mode: number
  /** Bytes. */
  readonly size: number
  /** Nanoseconds since the epoch. */
  readonly mtimeNs: bigint
  /** The last change of content or status, in nanoseconds since the epoch; it cannot be set by a program. */
  readonly ctimeNs: bigint
  readonly dev: bigint
  readonly ino: bigint
  /** The device number of a device node, if the host knows it; 0 is a whiteout of overlayfs. */
  readonly rdev?: bigint
}

export interface DirectoryEntry {
  readonly name: string
  /** The type of the entry itself: links are not followed. `unknown` if the file system does not provide it. */
  readonly kind: FileKind | 'unknown'
}

export interface OpenFile {
  /** Bytes; queried each time. */
  readonly size: number
  /**
   * Reads from `position` of the file into `target`, or into `target[start..end)`; returns the bytes read, fewer only
   * at the end of the file.
   */
  read(target: Uint8Array, position: number, start?: number, end?: number): number
  /** Where threads find the same bytes; absent if they cannot. */
  readonly place?: BytePlace | undefined
  /** Like `read`, but may return fewer bytes at any point. */
  readOnce(target: Uint8Array, position: number, start?: number, end?: number): number
  /** Closes the file. */
  close(): void
}

/** A file without a name: it is removed when it is closed, or when the process ends. */
export interface TemporaryFile extends OpenFile {
  /** Writes at `position`, by default at the end; `size` grows as needed. */
  write(bytes: Uint8Array, position?: number): void
}

export interface NewFile {
  /** Adds bytes at the end of the file. */
  write(bytes: Uint8Array): void
  /** Gives the file exactly these permissions, whatever the umask. */
  setMode(mode: number): void
  /** Syncs the content to the disk. */
  sync(): Promise<void>
  /** Closes the file. */
  close(): void
}

/** A lock on a directory that excludes other runs until it is released or the process ends. */
export interface Lock {
  /** Releases the lock. */
  release(): void
}

/** As byte strings, as they were given. */
export interface NamedSource {
  /** The archive or directory. */
  readonly root: string
  /** On top of the root, the last one on top of all. */
  readonly layers: readonly string[]
}

/** System.map, the largest of the text files that are read, has some 10 MiB; devices are endless. */
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
  /** Whether `status` would succeed, following links; cheaper than calling it. */
  exists(path: string): boolean
  /** Entries without `.` and `..`, sorted by name (strcmp). */
  listDirectory(path: string): DirectoryEntry[]
  /** The entries of a directory when it was last listed, by a host that remembers them. */
  lastListing?(path: string): readonly DirectoryEntry[] | undefined
  /**
   * The content of a regular file of at most MAX_INPUT_FILE_SIZE bytes, regardless of its reported size. The null
   * device reads as an empty file. Anything else, such as a FIFO, is refused with EINVAL: the call never waits.
   */
  readFile(path: string): Uint8Array
  /**
   * Like `readFile`, but also reads pipes and devices, and waits for their data: for files that the user has named, as
   * in `-F /dev/stdin`.
   */
  readInput(path: string): Uint8Array
  /**
   * Like `readFile`, but only for a regular file that is owned by the user of this process and not writable by others;
   * a symbolic link is not followed. EPERM for any other file.
   */
  readOwnFile(path: string): Uint8Array
  /** Whether `readOwnFile` would accept the type, owner and permissions of the file. */
  isOwnFile(path: string): boolean
  /** Opens a file for reading at any position; never waits, not even for the writer of a FIFO. */
  openFile(path: string): OpenFile
  /** Creates a file without a name, for data too large for memory. */
  createTemporaryFile(): TemporaryFile
  /** The target text of a symbolic link, not followed; `undefined` if the path is not a link. */
  readLink(path: string): string | undefined
  /** Creates `path` and its missing parents, mode 0755. */
  makeDirectory(path: string): void
  /**
   * Creates a new file; fails if it exists, and never follows a link.
   * @param mode its permissions, of which the umask takes some away; without it, only the user has any
   */
  createFile(path: string, mode?: number): NewFile
  /**
   * Writes to a device, a pipe or a socket, or to a file that cannot be replaced by renaming because it has no path of
   * its own, as behind `/dev/stdout`. Does not wait for a reader: ENXIO when a FIFO has none.
   */
  writeInto(path: string, bytes: Uint8Array): void
  /** Renames a file, replacing an existing one. */
  rename(from: string, to: string): void
  /** Creates a hard link to a file; a symbolic link is not followed. */
  link(existing: string, path: string): void
  /** Creates a symbolic link at `path`, which must not exist. */
  createSymbolicLink(target: string, path: string): void
  /** Removes a file. */
  removeFile(path: string): void
  /** Removes a directory that is empty. Without it, a run that fails leaves those that it has created. */
  readonly removeDirectory?: ((path: string) => void) | undefined
  /** Syncs the entries of a directory to the disk. */
  syncDirectory(path: string): void
  /** Nanoseconds since the epoch, by the clock used for file times. */
  now(): bigint
  /** When this machine was started, in nanoseconds since the epoch. */
  upSince(): bigint
  /** Identifies this process uniquely, even after its number is reused, on other machines and in other namespaces. */
  processTag(): string
  /**
   * Whether the process of a `processTag` is running. `undefined` if that cannot be known: the PID is from another PID
   * namespace, another machine, or from before the last boot of this machine.
   */
  isRunning(processTag: string): boolean | undefined
  /** Acquires the lock on a directory; `undefined` while another run holds it. */
  tryLock(directory: string): Promise<Lock | undefined>
  /** Waits. */
  pause(milliseconds: number): Promise<void>
  /**
   * Calls `cleanUp` on SIGINT, SIGTERM or SIGHUP, and then lets the process end.
   * @returns a function that stops the watch
   */
  onTermination(cleanUp: () => void): () => void
  /**
   * Translates `path` of this host into the path that worker threads, which use the machine's own host, must open.
   * Absent if both are the same (the machine's own host), or if threads cannot open it at all (any other host).
   */
  readonly threadPath?: ((path: string) => string) | undefined
  /**
   * Where several trees are put on top of each other: the labels of those that have a file at `path`, as byte strings, the
   * one that is seen first. Absent for a host without layers.
   */
  readonly layersOf?: ((path: string) => readonly string[]) | undefined
  /** What the user named, where that is no plain directory: an archive, or layers on top of a root. */
  readonly source?: NamedSource | undefined
  /**
   * For a module whose content is not there, only what was read of it earlier: where that is kept, and its number there
   * (extract/module-store.ts). Absent for a host without such modules.
   */
  readonly storedModule?: ((path: string) => StoredModule | undefined) | undefined
}

/** A module that was read earlier. */
export interface StoredModule {
  /** Known to those who can read it: a ModuleStore. */
  readonly store: object
  /** Its number in the store. */
  readonly row: number
}

/** The calls needed to find and read files by path. */
export type FileLookup = Pick<Host, 'status' | 'exists' | 'listDirectory' | 'readFile' | 'readInput'>
