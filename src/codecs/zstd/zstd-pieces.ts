/**
 * Decodes zstd frames piece by piece: in memory are the window and one piece, whatever the size of the frame, which need not
 * name it. For files that are larger than modules: packages and images. zstd-frame.ts has the format.
 */
import type { KmodError } from '../../base/errors.ts'
import { wasm } from '../../wasm/compiled/zstd.ts'
import { instantiate, WASM_PAGE_SIZE, type WasmMemory } from '../../wasm/instantiate.ts'
import type { ByteReader } from '../codec.ts'
import { corrupt, unsupported } from '../refusals.ts'
import { type FrameHeader, frameHeader } from './zstd-frame.ts'

interface ZstdExports {
  readonly memory: WasmMemory
  outputStart(): number
  openFrame(): void
  decodeBlock(type: number, size: number, at: number, to: number, limit: number): number
  hashUpTo(end: number): void
  slide(distance: number, end: number): void
  checksum(end: number): number
}

/** A piece has at least as much, but the last one of a frame. */
const PIECE_SIZE = 1024 ** 2
/** The window slides after as much, so that little is moved. */
const MIN_SLIDE = 4 * 1024 ** 2
const MAX_BLOCK_SIZE = 128 * 1024
const BLOCK_HEADER_SIZE = 3
const CHECKSUM_SIZE = 4
const MAX_HEADER_SIZE = 18
const SKIPPABLE_MAGIC = 0x184d2a50
const RLE = 1
/** The decoder writes and reads a little past what it needs. */
const SLACK = 64
/** Up to here memory is taken without a look at the blocks. */
const USUAL_WINDOW_SIZE = 8 * 1024 ** 2
/** `zstd --ultra -22` has 128 MiB, `--long=31` 2 GiB. */
const MAX_WINDOW_SIZE = 256 * 1024 ** 2

/** The uncompressed bytes of all frames in order, each piece a view that is gone with the next one. */
export type ZstdPieces = (file: ByteReader) => Generator<Uint8Array>

/** A decoder with memory of its own, which is as large as the largest window so far needs. */
export function zstdPieces(): ZstdPieces {
  const zstd = instantiate<ZstdExports>(wasm)
  return (file) => framePieces(zstd, file)
}

/** What the frames that name their sizes expand to together; `undefined` when one of them does not. */
export function zstdUncompressedSize(file: ByteReader): number | undefined {
  let total = 0
  for (let at = 0; at < file.size; ) {
    const skipped = skippableAt(file, at)
    if (skipped !== undefined) {
      at += skipped
      continue
    }
    const header = headerAt(file, at)
    if (header.uncompressedSize === undefined) return undefined
    total += header.uncompressedSize
    at += header.blocksAt
    for (let isLast = false; !isLast; ) {
      const block = blockAt(file, at)
      isLast = block.isLast
      at += BLOCK_HEADER_SIZE + block.stored
    }
    if (header.hasChecksum) at += CHECKSUM_SIZE
  }
  return total
}

/** @throws KmodError KMOD_COMPRESSION_CORRUPT, KMOD_COMPRESSION_UNSUPPORTED, also after pieces */
function* framePieces(zstd: ZstdExports, file: ByteReader): Generator<Uint8Array> {
  for (let at = 0; at < file.size; ) at += skippableAt(file, at) ?? (yield* oneFrame(zstd, file, at))
}

/** Returns the size of the frame. */
function* oneFrame(zstd: ZstdExports, file: ByteReader, start: number): Generator<Uint8Array, number> {
  const header = headerAt(file, start)
  if (!header.isPlain) throw unsupported('zstd', { reason: 'Dictionary mismatch' })
  let at = start + header.blocksAt
  const frame = openFrame(zstd, header, windowOf(file, header, at))
  let done = 0
  for (let isLast = false; !isLast; ) {
    const block = blockAt(file, at)
    isLast = block.isLast
    if (block.size > header.maxBlockSize) throw damaged()
    if (frame.isPieceDue() || !frame.hasRoom()) yield frame.handOut()
    if (!frame.hasRoom()) frame.slide()
    done += frame.decode(file, at + BLOCK_HEADER_SIZE, block)
    if (done > (header.uncompressedSize ?? Number.POSITIVE_INFINITY)) throw damaged()
    at += BLOCK_HEADER_SIZE + block.stored
  }
  if (done !== (header.uncompressedSize ?? done)) throw damaged()
  if (header.hasChecksum) {
    const stored = Buffer.from(partOf(file, at, CHECKSUM_SIZE)).readUInt32LE()
    if (frame.checksum() >>> 0 !== stored)
      throw corrupt('zstd', { reason: "Restored data doesn't match checksum" })
    at += CHECKSUM_SIZE
  }
  yield frame.handOut()
  return at - start
}

/** How many of the bytes before a block it may refer to: no more than there are. */
function windowOf(file: ByteReader, { windowSize, uncompressedSize }: FrameHeader, blocksAt: number): number {
  if (uncompressedSize !== undefined) return Math.min(windowSize, uncompressedSize)
  if (windowSize <= USUAL_WINDOW_SIZE) return windowSize
  let bound = 0
  for (let at = blocksAt, isLast = false; !isLast && bound < windowSize; ) {
    const block = blockAt(file, at)
    isLast = block.isLast
    bound += MAX_BLOCK_SIZE
    at += BLOCK_HEADER_SIZE + block.stored
  }
  return Math.min(windowSize, bound)
}

interface Block {
  readonly isLast: boolean
  readonly type: number
  /** As its header says: for RLE the uncompressed size. */
  readonly size: number
  /** Bytes in the file. */
  readonly stored: number
}

function blockAt(file: ByteReader, at: number): Block {
  const [low = 0, middle = 0, high = 0] = partOf(file, at, BLOCK_HEADER_SIZE)
  const header = low | (middle << 8) | (high << 16)
  const [type, size] = [(header >> 1) & 3, header >> 3]
  return { isLast: (header & 1) !== 0, type, size, stored: type === RLE ? 1 : size }
}

interface OpenFrame {
  hasRoom(): boolean
  /** Returns the bytes that the block expands to. */
  decode(file: ByteReader, position: number, block: Block): number
  isPieceDue(): boolean
  /** What has been decoded since the last piece. */
  handOut(): Uint8Array
  /** Moves what later blocks may refer to down to the start. All must have been handed out. */
  slide(): void
  checksum(): number
}

function openFrame(
  zstd: ZstdExports,
  { maxBlockSize, hasChecksum }: FrameHeader,
  windowSize: number,
): OpenFrame {
  const { memory } = zstd
  if (windowSize > MAX_WINDOW_SIZE) throw tooLarge(windowSize)
  const first = zstd.outputStart()
  const kept = windowSize + SLACK
  const capacity = kept + Math.max(MIN_SLIDE, kept) + MAX_BLOCK_SIZE
  const end = first + capacity
  const inputAt = end + SLACK
  const missing = inputAt + MAX_BLOCK_SIZE + SLACK - memory.buffer.byteLength
  try {
    if (missing > 0) memory.grow(Math.ceil(missing / WASM_PAGE_SIZE))
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(windowSize)
    throw error
  }
  zstd.openFrame()
  let [out, handedOut] = [first, first]
  return {
    hasRoom: () => out + MAX_BLOCK_SIZE <= end,
    decode(file, position, { type, size, stored }) {
      const input = new Uint8Array(memory.buffer, inputAt, stored)
      if (file.read(input, position) < stored) throw cut()
      const target = zstd.decodeBlock(type, size, inputAt, out, out + maxBlockSize)
      if (target === 0) throw damaged()
      const count = target - out
      out = target
      if (hasChecksum) zstd.hashUpTo(out)
      return count
    },
    isPieceDue: () => out - handedOut >= PIECE_SIZE,
    handOut() {
      const start = handedOut
      handedOut = out
      return new Uint8Array(memory.buffer, start, out - start)
    },
    slide() {
      const distance = out - first - kept
      if (distance > 0) {
        zstd.slide(distance, out)
        out -= distance
      }
      handedOut = out
    },
    checksum: () => zstd.checksum(out),
  }
}

/** The size of the frame to skip at `at`, if there is one. */
function skippableAt(file: ByteReader, at: number): number | undefined {
  const head = Buffer.from(partOf(file, at, Math.min(8, file.size - at)))
  if (head.length < 8 || (head.readUInt32LE() & 0xfffffff0) >>> 0 !== SKIPPABLE_MAGIC) return undefined
  return 8 + head.readUInt32LE(4)
}

/** `blocksAt` counts from `at`. */
function headerAt(file: ByteReader, at: number): FrameHeader {
  const head = partOf(file, at, Math.min(MAX_HEADER_SIZE, file.size - at))
  const header = frameHeader(new DataView(head.buffer, head.byteOffset, head.length))
  if (header === undefined) throw head.length < MAX_HEADER_SIZE ? cut() : damaged()
  return header
}

function partOf(file: ByteReader, position: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  if (file.read(bytes, position) < size) throw cut()
  return bytes
}

const cut = (): KmodError => corrupt('zstd', { reason: 'Src size is incorrect' })
const damaged = (): KmodError => corrupt('zstd', { reason: 'Data corruption detected' })
const tooLarge = (size: number): KmodError =>
  unsupported('zstd', { because: `a window of ${size} bytes is too large` })
