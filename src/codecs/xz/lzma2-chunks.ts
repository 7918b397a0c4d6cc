/**
 * LZMA2 data is a run of chunks whose headers have both sizes, so that the end of a block and its uncompressed size are
 * known before anything is decoded.
 *
 *   0x00               end
 *   0x01, 0x02         uncompressed bytes: u16 size - 1, then the bytes; 0x01 resets the dictionary
 *   0x80 and above     LZMA: low 5 bits and u16: uncompressed size - 1; u16: compressed size - 1; one byte of
 *                      properties when 0xC0 and above; then the compressed bytes, the first of which is 0: the range
 *                      coder never writes another there, and liblzma demands it. 0xA0 and above reset the state of the
 *                      decoder, 0xE0 and above the dictionary as well
 *   others             not valid
 * Integers are big-endian.
 */
import { byteAt } from '../../base/bytes.ts'

const END = 0x00
const STORED_WITH_RESET = 0x01
const LAST_STORED = 0x02
const FIRST_LZMA = 0x80
const FIRST_WITH_STATE_RESET = 0xa0
const FIRST_WITH_PROPERTIES = 0xc0
const FIRST_WITH_DICTIONARY_RESET = 0xe0
const STORED_HEADER_SIZE = 3
const LZMA_HEADER_SIZE = 5

/** What the first byte of a chunk says. */
export interface ChunkKind {
  readonly type: 'end' | 'stored' | 'lzma'
  readonly resetsDictionary: boolean
  readonly resetsState: boolean
  readonly hasProperties: boolean
}

export interface Lzma2Chunk {
  /** Absent but in front of LZMA data that brings new ones. */
  readonly properties?: number
  readonly dataStart: number
  /** The offset after the chunk; its data may be cut and end before. */
  readonly end: number
  readonly uncompressedSize: number
}

/** `undefined` for a byte that begins no chunk. */
export function chunkKind(control: number): ChunkKind | undefined {
  if (control > LAST_STORED && control < FIRST_LZMA) return undefined
  return {
    type: control === END ? 'end' : control <= LAST_STORED ? 'stored' : 'lzma',
    resetsDictionary: control === STORED_WITH_RESET || control >= FIRST_WITH_DICTIONARY_RESET,
    resetsState: control >= FIRST_WITH_STATE_RESET,
    hasProperties: control >= FIRST_WITH_PROPERTIES,
  }
}

/** The chunk at `at`, which is not the end; `undefined` where its header is cut. */
export function readChunk(bytes: Uint8Array, at: number): Lzma2Chunk | undefined {
  const control = byteAt(bytes, at)
  const isStored = control < FIRST_LZMA
  if (at + (isStored ? STORED_HEADER_SIZE : LZMA_HEADER_SIZE) > bytes.length) return undefined
  const size = sizeAt(bytes, at + 1)
  if (isStored) {
    const dataStart = at + STORED_HEADER_SIZE
    return { dataStart, end: dataStart + size, uncompressedSize: size }
  }
  const uncompressedSize = ((control & 0x1f) << 16) + size
  const codedSize = sizeAt(bytes, at + 3)
  const behindSizes = at + LZMA_HEADER_SIZE
  if (control < FIRST_WITH_PROPERTIES)
    return { dataStart: behindSizes, end: behindSizes + codedSize, uncompressedSize }
  const properties = behindSizes < bytes.length ? byteAt(bytes, behindSizes) : 0
  return { properties, dataStart: behindSizes + 1, end: behindSizes + 1 + codedSize, uncompressedSize }
}

/** Sizes are stored less one: a chunk is never empty. */
const sizeAt = (bytes: Uint8Array, at: number): number =>
  ((byteAt(bytes, at) << 8) | byteAt(bytes, at + 1)) + 1

/** Whether the first byte of LZMA data is what it must be; where it is cut off, that is yet to be seen. */
export const startsAsLzma = (bytes: Uint8Array, { dataStart }: Lzma2Chunk): boolean =>
  dataStart >= bytes.length || byteAt(bytes, dataStart) === 0

export interface Lzma2Extent {
  /** The offset after the end marker; for `cut` data the end of the bytes, for `malformed` data the chunk that is not one. */
  readonly end: number
  /** What all chunks expand to, as their headers say; a chunk that is cut counts whole. */
  readonly uncompressedSize: number
  readonly state: 'whole' | 'cut' | 'malformed'
}

export function lzma2Extent(bytes: Uint8Array, start: number): Lzma2Extent {
  let at = start
  let uncompressedSize = 0
  while (at < bytes.length) {
    const type = chunkKind(byteAt(bytes, at))?.type
    if (type === 'end') return { end: at + 1, uncompressedSize, state: 'whole' }
    if (type === undefined) return { end: at, uncompressedSize, state: 'malformed' }
    const chunk = readChunk(bytes, at)
    if (chunk === undefined) break
    uncompressedSize += chunk.uncompressedSize
    if (type === 'lzma' && !startsAsLzma(bytes, chunk))
      return { end: at, uncompressedSize, state: 'malformed' }
    at = chunk.end
  }
  return { end: bytes.length, uncompressedSize, state: 'cut' }
}
