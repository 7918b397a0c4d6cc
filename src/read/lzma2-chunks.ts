/**
 * LZMA2 data is a run of chunks whose headers tell both sizes, so that where a block ends and how large its plain
 * bytes are is known before anything is decoded.
 *
 *   0x00               end
 *   0x01, 0x02         plain bytes: u16 size - 1, then the bytes; 0x01 resets the dictionary
 *   0x80 and above     LZMA: low 5 bits and u16: plain size - 1; u16: compressed size - 1; one byte of properties when
 *                      0xC0 and above; then the compressed bytes, the first of which is 0: the range coder never
 *                      writes another there, and liblzma demands it
 *   others             not valid
 * Integers are big-endian.
 */
import { byteAt } from '../base/bytes.ts'

const END = 0x00
const LAST_PLAIN = 0x02
const FIRST_LZMA = 0x80
const FIRST_WITH_PROPERTIES = 0xc0
const PLAIN_HEADER_SIZE = 3
const LZMA_HEADER_SIZE = 5

export interface Lzma2Extent {
  /** Behind the end mark; for `cut` data the end of the bytes, for `malformed` data the chunk that is not one. */
  readonly end: number
  /** What all chunks open to, as their headers say; a chunk that is cut counts whole. */
  readonly plainSize: number
  readonly state: 'whole' | 'cut' | 'malformed'
}

export function lzma2Extent(bytes: Uint8Array, start: number): Lzma2Extent {
  let at = start
  let plainSize = 0
  while (at < bytes.length) {
    const control = byteAt(bytes, at)
    if (control === END) return { end: at + 1, plainSize, state: 'whole' }
    if (control > LAST_PLAIN && control < FIRST_LZMA) return { end: at, plainSize, state: 'malformed' }
    const isPlain = control < FIRST_LZMA
    if (at + (isPlain ? PLAIN_HEADER_SIZE : LZMA_HEADER_SIZE) > bytes.length) break
    const size = sizeAt(bytes, at + 1)
    if (isPlain) {
      plainSize += size
      at += PLAIN_HEADER_SIZE + size
    } else {
      plainSize += ((control & 0x1f) << 16) + size
      const codedAt = at + LZMA_HEADER_SIZE + (control >= FIRST_WITH_PROPERTIES ? 1 : 0)
      if (codedAt < bytes.length && byteAt(bytes, codedAt) !== 0)
        return { end: at, plainSize, state: 'malformed' }
      at = codedAt + sizeAt(bytes, at + 3)
    }
  }
  return { end: bytes.length, plainSize, state: 'cut' }
}

/** Sizes are stored less one: a chunk is never empty. */
const sizeAt = (bytes: Uint8Array, at: number): number =>
  ((byteAt(bytes, at) << 8) | byteAt(bytes, at + 1)) + 1
