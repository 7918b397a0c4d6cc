/** The part of the Node.js host that reads files. */
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats, statSync } from 'node:fs'
import type { BytePlace } from '../base/byte-place.ts'
import { KmodError } from '../base/errors.ts'
import { fromByteString } from '../base/names.ts'
import { MAX_INPUT_FILE_SIZE, type OpenFile } from './host.ts'
import { ioError, nodePath } from './node-errors.ts'

/**
 * Without O_NONBLOCK, opening a FIFO would wait for a writer. Files that cannot seek, such as pipes, are refused by the
 * system at the first read (ESPIPE).
 */
const O_NOWAIT = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** @throws KmodError KMOD_IO */
export const openFile = (path: string): OpenFile => new NodeFile(path, O_NOWAIT)

/**
 * A file that is open already, perhaps in another thread.
 * @param path for messages
 */
export const openDescriptor = (descriptor: number, path: string): OpenFile =>
  new NodeFile(path, { descriptor })

/**
 * A class whose methods create no closures: a run opens thousands of files before the engine has optimised anything, so
 * the allocations for each of them matter.
 */
class NodeFile implements OpenFile {
  readonly #path: string
  readonly #fd: number

  /** @param flags for opening it, or the descriptor of a file that is open */
  constructor(path: string, flags: number | { readonly descriptor: number }) {
    this.#path = path
    if (typeof flags === 'object') {
      this.#fd = flags.descriptor
      return
    }
    try {
      this.#fd = openSync(nodePath(path), flags)
    } catch (cause) {
      throw ioError(path, 'open', cause)
    }
  }

  get stat(): Stats {
    try {
      return fstatSync(this.#fd)
    } catch (cause) {
      throw ioError(this.#path, 'look at', cause)
    }
  }

  get size(): number {
    return this.stat.size
  }

  get place(): BytePlace {
    return { descriptor: this.#fd, offset: 0 }
  }

  read(target: Uint8Array, position: number, start = 0, end = target.length): number {
    let at = start
    while (at < end) {
      const count = this.readOnce(target, position + at - start, at, end)
      if (count === 0) break
      at += count
    }
    return at - start
  }

  readOnce(target: Uint8Array, position: number, start = 0, end = target.length): number {
    return this.readAt(target, position, start, end)
  }

  /** @param position `null`: the current position, for a file that cannot seek */
  readAt(target: Uint8Array, position: number | null, start: number, end: number): number {
    for (;;) {
      try {
        return readSync(this.#fd, target, start, end - start, position)
      } catch (cause) {
        // libuv retries every interrupted call but this one, and network file systems do interrupt it.
        if ((cause as NodeJS.ErrnoException).code !== 'EINTR') throw ioError(this.#path, 'read', cause)
      }
    }
  }

  close(): void {
    closeSync(this.#fd)
  }
}

export const readFile = (path: string): Uint8Array =>
  readAndClose(path, new NodeFile(path, O_NOWAIT), (stat) => {
    // For a directory, the system reports the error.
    if (!stat.isFile() && !stat.isDirectory() && !isNullDevice(stat)) throw notRegular(path)
  })

export const readInput = (path: string): Uint8Array =>
  readAndClose(path, new NodeFile(path, constants.O_RDONLY))

const isNullDevice = (stat: Stats): boolean =>
  stat.isCharacterDevice() && stat.rdev === statSync('/dev/null', { throwIfNoEntry: false })?.rdev

const notRegular = (path: string): KmodError =>
  new KmodError('KMOD_IO', `Cannot read "${fromByteString(path)}": it is not a regular file`, {
    path,
    errno: 'EINVAL',
  })

export function readOwnFile(path: string): Uint8Array {
  const { O_NOFOLLOW = 0 } = constants
  return readAndClose(path, new NodeFile(path, O_NOWAIT | O_NOFOLLOW), (stat) => {
    if (!stat.isFile() || !isOwn(stat)) throw notOwn(path)
  })
}

export function isOwnFile(path: string): boolean {
  try {
    const stat = lstatSync(nodePath(path))
    return stat.isFile() && isOwn(stat)
  } catch {
    return false
  }
}

const OTHERS_MAY_WRITE = 0o022

/** On Windows there are no user ids, and no owner of a file. */
const isOwn = ({ uid, mode }: Stats): boolean =>
  process.geteuid === undefined || (uid === process.geteuid() && (mode & OTHERS_MAY_WRITE) === 0)

const notOwn = (path: string): KmodError =>
  new KmodError('KMOD_IO', `Cannot trust "${fromByteString(path)}": somebody else may have written it`, {
    path,
    errno: 'EPERM',
  })

/** @param admit throws if the file must not be read */
function readAndClose(path: string, file: NodeFile, admit?: (stat: Stats) => void): Uint8Array {
  try {
    const { stat } = file
    admit?.(stat)
    return readToEnd(path, file, stat)
  } finally {
    file.close()
  }
}

/**
 * The size is only a hint: files below /proc report 0, devices are endless, and other files may grow during the read.
 */
function readToEnd(path: string, file: NodeFile, stat: Stats): Uint8Array {
  const hasPositions = stat.isFile() || stat.isDirectory()
  let bytes = new Uint8Array(Math.min(stat.size, MAX_INPUT_FILE_SIZE) + 1)
  for (let length = 0; ; ) {
    const count = file.readAt(bytes, hasPositions ? length : null, length, bytes.length)
    if (count === 0) return bytes.subarray(0, length)
    length += count
    if (length < bytes.length) continue
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
