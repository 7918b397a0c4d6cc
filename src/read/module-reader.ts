/**
 * From the path of a module to its uncompressed bytes. What a file is, its first bytes tell; its name does not matter.
 */
import { type ByteSource, copiedSource, wholeSource } from '../base/byte-source.ts'
import { KmodError } from '../base/errors.ts'
import { type FileMemory, PlainMemory } from '../base/file-memory.ts'
import { type Codec, type CompressionName, compressionOf, decompress, loadCodec } from '../codecs/codecs.ts'
import { MAX_MODULE_SIZE } from '../codecs/limits.ts'
import type { Host, OpenFile } from '../host/host.ts'

/** The longest magic that kmod looks for. */
const MIN_FILE_SIZE = 6

/**
 * Read at once from the front: nine of ten modules are smaller. To copy 20 KiB takes as long as another call, and what
 * is needed of a module of 100 KiB stands in four places, so that more calls for fewer bytes do not pay.
 */
const HEAD_SIZE = 128 * 1024
const PAGE_SIZE = 4096
/** Read with the first request for something near the end, where the section table and the names of sections stand. */
const TAIL_READ_AHEAD = 8 * 1024

/**
 * Opens modules one after the other. All of them are read into the same memory: what `use` hands out is gone when the
 * next module is opened.
 */
export class ModuleReader {
  readonly #host: Host
  readonly #codecs = new Map<CompressionName, Codec>()
  readonly #memory: FileMemory
  readonly #isOwn: boolean

  /** @param memory where all that is asked for goes; by default memory of its own */
  constructor(host: Host, memory?: FileMemory) {
    this.#host = host
    this.#memory = memory ?? new PlainMemory()
    this.#isOwn = memory === undefined
  }

  /**
   * Calls `action` with the uncompressed content of `path`: at once, or where something must be loaded before, later.
   * To wait for each of thousands of modules would take longer than to open it.
   * @returns what `action` returns
   * @throws KmodError KMOD_IO, KMOD_LIMIT, KMOD_COMPRESSION_CORRUPT or KMOD_COMPRESSION_UNSUPPORTED, or rejects with it
   */
  use<T>(path: string, action: (source: ByteSource) => T): T | Promise<T> {
    const file = this.#host.openFile(path)
    let compression: CompressionName
    let compressed: Uint8Array
    try {
      const source = openSource(file, this.#memory)
      const found = compressionOf(source.bytes)
      if (!found) return action(source)
      compression = found
      source.load(0, source.size)
      compressed = source.bytes.subarray(0, source.size)
    } finally {
      file.close()
    }
    const codec = this.#codecs.get(compression)
    const use = (bytes: Uint8Array): T =>
      action(this.#isOwn ? wholeSource(bytes) : copiedSource(bytes, this.#memory))
    if (codec !== undefined) return decompress(codec, compressed, use)
    return this.#load(compression).then((loaded) => decompress(loaded, compressed, use))
  }

  async #load(name: CompressionName): Promise<Codec> {
    const codec = await loadCodec(name)
    this.#codecs.set(name, codec)
    return codec
  }
}

/** Reads the front of a file; its size is asked for only where it does not end there. */
function openSource(file: OpenFile, memory: FileMemory): FileSource {
  memory.reserve(HEAD_SIZE)
  const headEnd = readHead(file, memory.bytes)
  const size = headEnd < HEAD_SIZE ? headEnd : file.size
  // kmod: too few bytes to tell what it is.
  if (size < MIN_FILE_SIZE)
    throw new KmodError('KMOD_ELF_MALFORMED', `Cannot read module: the file has ${size} bytes`)
  if (size > MAX_MODULE_SIZE)
    throw new KmodError('KMOD_LIMIT', `Cannot read module: ${size} bytes are more than any module has`)
  return new FileSource(file, memory, headEnd, size)
}

/**
 * A file system that stops early does so at the border of a page, for want of the next one; a read that ends inside a
 * page has met the end of the file, and asking once more for each of 3,000 small modules takes its time.
 */
function readHead(file: OpenFile, target: Uint8Array): number {
  const count = file.readOnce(target, 0, 0, HEAD_SIZE)
  return count === HEAD_SIZE || count % PAGE_SIZE !== 0 ? count : file.read(target, 0, 0, HEAD_SIZE)
}

/** A file of which a part at the front and a part at the end are in memory, and between them what was asked for. */
class FileSource implements ByteSource {
  readonly size: number
  readonly #memory: FileMemory
  readonly #file: OpenFile
  readonly frontEnd: number
  backStart: number

  constructor(file: OpenFile, memory: FileMemory, frontEnd: number, size: number) {
    this.#file = file
    this.#memory = memory
    this.size = size
    this.frontEnd = frontEnd
    this.backStart = size
    if (size > HEAD_SIZE) this.#reserveWhole()
  }

  get bytes(): Uint8Array {
    return this.#memory.bytes
  }

  get view(): DataView {
    return this.#memory.view
  }

  load(start: number, end: number): void {
    if (end <= this.frontEnd || start >= this.backStart || start >= end) return
    if (end < this.backStart - TAIL_READ_AHEAD) {
      this.#read(start, end)
      return
    }
    const from = Math.max(this.frontEnd, Math.min(start, this.backStart - TAIL_READ_AHEAD))
    this.#read(from, this.backStart)
    this.backStart = from
  }

  /** More room may be elsewhere: then what was read of the front is read again. */
  #reserveWhole(): void {
    const before = this.#memory.bytes
    this.#memory.reserve(this.size)
    if (this.#memory.bytes !== before) this.#read(0, this.frontEnd)
  }

  #read(start: number, end: number): void {
    const count = this.#file.read(this.bytes, start, start, end)
    if (count < end - start)
      throw new KmodError('KMOD_IO', `Cannot read module: it got shorter than ${end} bytes meanwhile`, {
        errno: 'EIO',
      })
  }
}
