/**
 * Decodes the blocks of an .xz file piece by piece: in memory are the dictionary and one piece, whatever the size of the
 * block. For files that are larger than modules: packages and images. Filters before LZMA2 are not undone here.
 */
import { byteAt } from '../../base/bytes.ts'
import type { KmodError } from '../../base/errors.ts'
import { wasm } from '../../wasm/compiled/lzma.ts'
import { instantiate } from '../../wasm/instantiate.ts'
import * as memory from '../../wasm/lzma-layout.ts'
import type { ByteReader } from '../codec.ts'
import { unsupported } from '../refusals.ts'
import { ALIGNMENT, LzmaState } from './lzma-state.ts'
import { chunkKind, type Lzma2Chunk, readChunk, startsAsLzma } from './lzma2-chunks.ts'
import { growTo, type LzmaExports } from './lzma2-decoder.ts'
import { readBlockHeader, type XzBlockHeader } from './xz-block-header.ts'
import { runningCheck, xzCheck } from './xz-checks.ts'
import { fileCorrupt, sameBytes, unexpectedEnd, XzCursor } from './xz-cursor.ts'
import type { XzBlockPlace } from './xz-index.ts'

/** A piece has at least as much, but the last one of a block. */
const PIECE_SIZE = 1024 ** 2
/** The window slides after as much, so that little is moved. */
const MIN_SLIDE = 4 * 1024 ** 2
/** LZMA2: the most that one chunk expands to, and the most that it takes with its header. */
const MAX_CHUNK_SIZE = 2 * 1024 ** 2
const MAX_STORED_CHUNK_SIZE = 64 * 1024 + 6
const INPUT_SIZE = 512 * 1024
const MAX_HEADER_SIZE = 1024
/** `xz -9` has 64 MiB; the format allows 4 GiB. */
const MAX_DICTIONARY_SIZE = 256 * 1024 ** 2

/** The uncompressed bytes of a block in order, each piece a view that is gone with the next one. */
export type XzPieces = (file: ByteReader, block: XzBlockPlace) => Generator<Uint8Array>

/** A decoder with memory of its own, which is as large as the largest dictionary so far needs. */
export function xzPieces(): XzPieces {
  const lzma = instantiate<LzmaExports>(wasm)
  return (file, block) => blockPieces(lzma, file, block)
}

/**
 * Whether something was done to the bytes before LZMA2, such as `xz --x86` does: `XzPieces` refuses such a block.
 * @throws KmodError KMOD_COMPRESSION_CORRUPT, KMOD_COMPRESSION_UNSUPPORTED
 */
export const hasFilters = (file: ByteReader, block: XzBlockPlace): boolean =>
  headerOf(file, block).filters.length > 0

interface PlacedHeader extends XzBlockHeader {
  readonly dataAt: number
}

function headerOf(file: ByteReader, { position, unpaddedSize }: XzBlockPlace): PlacedHeader {
  const head = new Uint8Array(Math.min(MAX_HEADER_SIZE, unpaddedSize))
  const cursor = new XzCursor(head.subarray(0, file.read(head, position)))
  const header = readBlockHeader(cursor)
  return { ...header, dataAt: position + cursor.at }
}

/** @throws KmodError KMOD_COMPRESSION_CORRUPT, KMOD_COMPRESSION_UNSUPPORTED, also after all pieces but the last */
function* blockPieces(lzma: LzmaExports, file: ByteReader, block: XzBlockPlace): Generator<Uint8Array> {
  const { position, unpaddedSize, uncompressedSize } = block
  const { filters, dictionarySize, dataAt } = headerOf(file, block)
  if (filters.length > 0) throw unsupported('xz', { because: 'it has filters before LZMA2' })
  const check = runningCheck(block.check)
  const checkSize = xzCheck(block.check)?.size ?? 0
  const dataEnd = position + unpaddedSize - checkSize
  const window = new SlidingWindow(lzma, Math.min(dictionarySize, uncompressedSize))
  let done = 0
  const chunks = new ChunkReader(lzma, file, {
    at: dataAt,
    end: dataEnd,
    address: window.inputAt,
  })
  for (let chunk = chunks.next(); chunk !== undefined; chunk = chunks.next()) {
    done += chunk.uncompressedSize
    if (done > uncompressedSize) throw fileCorrupt()
    if (window.isPieceDue || !window.hasRoomFor(chunk)) {
      const piece = window.handOut()
      check?.update(piece)
      yield piece
    }
    if (!window.hasRoomFor(chunk)) window.slide()
    window.decode(chunk)
  }
  const last = window.handOut()
  check?.update(last)
  const stored = new Uint8Array(checkSize)
  // The data is padded; the size of the block does not count that.
  const checkAt = position + Math.ceil((dataEnd - position) / 4) * 4
  if (done !== uncompressedSize || file.read(stored, checkAt) < checkSize) throw fileCorrupt()
  if (check !== undefined && !sameBytes(check.digest(), stored)) throw fileCorrupt()
  yield last
}

/** A chunk whose bytes are in the memory of the program. */
interface LoadedChunk extends Lzma2Chunk {
  readonly control: number
  /** Address of the first byte of the chunk's header. */
  readonly address: number
  /** The header and the data. */
  readonly bytes: Uint8Array
}

/** Loads compressed bytes into the memory of the program, a part at a time. */
class ChunkReader {
  readonly #file: ByteReader
  readonly #bytes: Uint8Array
  readonly #address: number
  readonly #end: number
  /** In the file: where the bytes after the loaded ones are. */
  #position: number
  #at = 0
  #length = 0

  constructor(lzma: LzmaExports, file: ByteReader, from: { at: number; end: number; address: number }) {
    this.#file = file
    this.#address = from.address
    this.#bytes = new Uint8Array(lzma.memory.buffer, from.address, INPUT_SIZE + memory.SLACK)
    this.#position = from.at
    this.#end = from.end
  }

  /** `undefined` at the end mark. @throws KmodError KMOD_COMPRESSION_CORRUPT */
  next(): LoadedChunk | undefined {
    this.#fill()
    const loaded = this.#bytes.subarray(0, this.#length)
    if (this.#at >= loaded.length) throw unexpectedEnd()
    const control = byteAt(loaded, this.#at)
    const kind = chunkKind(control)
    if (kind?.type === 'end') {
      // The end mark is the last byte of the data.
      if (this.#position - loaded.length + this.#at + 1 !== this.#end) throw fileCorrupt()
      return undefined
    }
    const chunk = kind && readChunk(loaded, this.#at)
    if (chunk === undefined || chunk.end > loaded.length) throw kind ? unexpectedEnd() : fileCorrupt()
    if (kind?.type === 'lzma' && !startsAsLzma(loaded, chunk)) throw fileCorrupt()
    const start = this.#at
    this.#at = chunk.end
    return {
      ...chunk,
      control,
      dataStart: chunk.dataStart - start,
      end: chunk.end - start,
      address: this.#address + start,
      bytes: loaded.subarray(start, chunk.end),
    }
  }

  #fill(): void {
    const left = this.#length - this.#at
    if (left >= MAX_STORED_CHUNK_SIZE || this.#position >= this.#end) return
    this.#bytes.copyWithin(0, this.#at, this.#length)
    this.#at = 0
    const room = Math.min(INPUT_SIZE - left, this.#end - this.#position)
    const count = this.#file.read(this.#bytes, this.#position, left, left + room)
    if (count < room) throw unexpectedEnd()
    this.#position += count
    this.#length = left + count
    this.#bytes.fill(0, this.#length, this.#length + memory.SLACK)
  }
}

/** The uncompressed bytes that a chunk may refer to, and those after them that have not been handed out. */
class SlidingWindow {
  readonly #lzma: LzmaExports
  readonly #state: LzmaState
  readonly #capacity: number
  readonly #kept: number
  readonly inputAt: number
  #out = memory.OUTPUT_START
  #handedOut = memory.OUTPUT_START

  constructor(lzma: LzmaExports, dictionarySize: number) {
    if (dictionarySize > MAX_DICTIONARY_SIZE) throw tooLarge(dictionarySize)
    this.#lzma = lzma
    this.#kept = Math.ceil(dictionarySize / ALIGNMENT + 1) * ALIGNMENT
    this.#capacity = this.#kept + Math.max(MIN_SLIDE, this.#kept) + MAX_CHUNK_SIZE
    this.inputAt = memory.OUTPUT_START + this.#capacity + memory.SLACK
    if (!growTo(lzma.memory, this.inputAt + INPUT_SIZE + memory.SLACK)) throw tooLarge(dictionarySize)
    this.#state = new LzmaState(lzma.memory.buffer, dictionarySize)
  }

  hasRoomFor({ uncompressedSize }: Lzma2Chunk): boolean {
    return this.#out + uncompressedSize <= memory.OUTPUT_START + this.#capacity
  }

  /** Decodes a chunk that there is room for. @throws KmodError KMOD_COMPRESSION_CORRUPT */
  decode({ control, properties, address, dataStart, end, uncompressedSize, bytes }: LoadedChunk): void {
    const kind = chunkKind(control)
    const state = this.#state
    if (kind === undefined || !state.admits(kind) || !state.enter(kind, properties, this.#out))
      throw fileCorrupt()
    const target = this.#out + uncompressedSize
    if (kind.type === 'lzma') {
      state.setInputEnd(address + end)
      const outcome = this.#lzma.decode(address + dataStart + 1, address + end, this.#out, target)
      if (outcome !== memory.LzmaOutcome.complete) throw fileCorrupt()
    } else {
      new Uint8Array(this.#lzma.memory.buffer).set(bytes.subarray(dataStart), this.#out)
    }
    this.#out = target
  }

  get isPieceDue(): boolean {
    return this.#out - this.#handedOut >= PIECE_SIZE
  }

  /** All that has been decoded since the last piece. */
  handOut(): Uint8Array {
    const start = this.#handedOut
    this.#handedOut = this.#out
    return new Uint8Array(this.#lzma.memory.buffer, start, this.#out - start)
  }

  /** Moves what later chunks may refer to down to the start. All must have been handed out. */
  slide(): void {
    const start = memory.OUTPUT_START
    const distance = Math.floor((this.#out - start - this.#kept) / ALIGNMENT) * ALIGNMENT
    if (distance > 0) {
      new Uint8Array(this.#lzma.memory.buffer).copyWithin(start, start + distance, this.#out)
      this.#state.slide(distance, start)
      this.#out -= distance
    }
    this.#handedOut = this.#out
  }
}

const tooLarge = (size: number): KmodError =>
  unsupported('xz', { because: `a dictionary of ${size} bytes is too large` })
