/**
 * Reads the uncompressed bytes of a module file. The format is recognised by the first bytes; the name does not matter.
 */
import { type ByteSource, copiedSource, wholeSource } from '../base/byte-source.ts'
import { KmodError } from '../base/errors.ts'
import { type FileMemory, PlainMemory } from '../base/file-memory.ts'
import { type Codec, type CompressionName, compressionOf, decompress, loadCodec } from '../codecs/codecs.ts'
import { MAX_MODULE_SIZE } from '../codecs/limits.ts'
import type { Host, OpenFile } from '../host/host.ts'

/** The length of the longest magic that kmod looks for. */
const MIN_FILE_SIZE = 6

/**
 * The size of the first read: nine of ten modules are smaller. Copying 20 KiB takes as long as another call, and the
 * needed parts of a module of 100 KiB are in four places, so more calls for fewer bytes are not worth it.
 */
const HEAD_SIZE = 128 * 1024
const PAGE_SIZE = 4096
/** The size of the first read near the end, where the section table and the names of sections are. */
const TAIL_READ_AHEAD = 8 * 1024

/**
 * Opens modules one after the other. All of them are read into the same memory: content passed on by `use` is invalid
 * once the next module is opened.
 */
export class ModuleReader {
  readonly #host: Host
  readonly #codecs = new Map<CompressionName, Codec>()
  readonly #memory: FileMemory
  readonly #isOwn: boolean

  /** @param memory receives everything that is read; by default memory of its own */
  constructor(host: Host, memory?: FileMemory) {
    this.#host = host
    this.#memory = memory ?? new PlainMemory()
    this.#isOwn = memory === undefined
  }

  /**
   * Calls `action` with the uncompressed content of `path`: synchronously, or later if something must be loaded first.
   * Awaiting each of thousands of modules would take longer than opening it.
   * @returns the result of `action`
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

/** Reads the front of a file; its size is queried only if the file is longer. */
function openSource(file: OpenFile, memory: FileMemory): FileSource {
  memory.reserve(HEAD_SIZE)
  const headEnd = readHead(file, memory.bytes)
  const size = headEnd < HEAD_SIZE ? headEnd : file.size
  // kmod: too few bytes to recognise the format.
  if (size < MIN_FILE_SIZE)
    throw new KmodError('KMOD_ELF_MALFORMED', `Cannot read module: the file has ${size} bytes`)
  if (size > MAX_MODULE_SIZE)
    throw new KmodError('KMOD_LIMIT', `Cannot read module: ${size} bytes exceed the limit for a module`)
  return new FileSource(file, memory, headEnd, size)
}

/**
 * A file system that returns early does so at a page boundary, because the next page is missing; a read that ends
 * inside a page has met the end of the file, and one more call for each of 3,000 small modules would be noticeable.
 */
function readHead(file: OpenFile, target: Uint8Array): number {
  const count = file.readOnce(target, 0, 0, HEAD_SIZE)
  return count === HEAD_SIZE || count % PAGE_SIZE !== 0 ? count : file.read(target, 0, 0, HEAD_SIZE)
}

/** A file of which a part at the front and a part at the end are in memory, and requested ranges between them. */
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

  /** Growing may move the memory: then the front is read again. */
  #reserveWhole(): void {
    const before = this.#memory.bytes
    this.#memory.reserve(this.size)
    if (this.#memory.bytes !== before) this.#read(0, this.frontEnd)
  }

  #read(start: number, end: number): void {
    const count = this.#file.read(this.bytes, start, start, end)
    if (count < end - start)
      throw new KmodError(
        'KMOD_IO',
        `Cannot read module: the file was truncated to less than ${end} bytes during the read`,
        {
          errno: 'EIO',
        },
      )
  }
}
