/** A run of bytes that can be read at any position: a file, a part of a file, or memory. */
import type { BytePlace } from '../base/byte-place.ts'
import { archiveError } from './archive-error.ts'

export interface ByteRange {
  /** Bytes. */
  readonly size: number
  /** Where threads find the same bytes; absent if they cannot. */
  readonly place?: BytePlace | undefined
  /**
   * Reads from `position` into `target[start..end)`; returns the bytes read, fewer only at the end of the range.
   * @throws KmodError KMOD_IO when the host refuses
   */
  read(target: Uint8Array, position: number, start?: number, end?: number): number
}

/** Bytes that are in memory. */
export const memoryRange = (bytes: Uint8Array): ByteRange => ({
  size: bytes.length,
  read(target, position, start = 0, end = target.length) {
    const part = bytes.subarray(position, position + end - start)
    target.set(part, start)
    return part.length
  },
})

/** The same bytes, whose size is asked for once: that of an open file is a call of the system each time. */
export const sizedRange = (range: ByteRange): ByteRange => ({
  size: range.size,
  place: range.place,
  read: (target, position, start, end) => range.read(target, position, start, end),
})

/** The part of `whole` from `offset`, `size` bytes long; it ends where `whole` ends. */
export const partOf = (whole: ByteRange, offset: number, size: number): ByteRange =>
  new Part(whole, offset, Math.max(0, Math.min(size, whole.size - offset)))

/** A class, as an archive may have a million files: an object of closures takes several times the memory. */
class Part implements ByteRange {
  readonly #whole: ByteRange
  readonly #offset: number
  readonly size: number

  constructor(whole: ByteRange, offset: number, size: number) {
    this.#whole = whole
    this.#offset = offset
    this.size = size
  }

  get place(): BytePlace | undefined {
    const { place } = this.#whole
    return place && { ...place, offset: place.offset + this.#offset }
  }

  read(target: Uint8Array, position: number, start = 0, end = target.length): number {
    const count = Math.max(0, Math.min(end - start, this.size - position))
    return count === 0 ? 0 : this.#whole.read(target, this.#offset + position, start, start + count)
  }
}

const READ_AHEAD = 16 * 1024

/**
 * The same bytes for a walk over small headers, which are read some at a time; what is larger is read as it is.
 * @param most bytes at a time
 */
export function readAhead(range: ByteRange, most = READ_AHEAD): ByteRange {
  const buffer = new Uint8Array(most)
  let [from, length] = [0, 0]
  return {
    size: range.size,
    place: range.place,
    read(target, position, start = 0, end = target.length) {
      const count = end - start
      if (count > most / 4) return range.read(target, position, start, end)
      if (position < from || position + count > from + length) {
        from = position
        length = range.read(buffer, position)
      }
      const part = buffer.subarray(position - from, Math.min(position - from + count, length))
      target.set(part, start)
      return part.length
    },
  }
}

/**
 * `size` bytes at `position`.
 * @throws KmodError KMOD_ARCHIVE when the range ends before
 */
export function bytesAt(range: ByteRange, position: number, size: number): Uint8Array {
  // What a header claims is checked before memory is taken for it.
  if (position + size > range.size) throw archiveError('it is cut off')
  const bytes = new Uint8Array(size)
  if (range.read(bytes, position) < size) throw archiveError('it is cut off')
  return bytes
}

/** Up to `size` bytes from the front: fewer when there are no more. */
export function headOf(range: ByteRange, size: number): Uint8Array {
  const bytes = new Uint8Array(Math.min(size, range.size))
  return bytes.subarray(0, range.read(bytes, 0))
}
