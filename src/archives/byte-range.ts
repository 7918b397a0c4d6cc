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

/** The part of `whole` from `offset`, `size` bytes long; it ends where `whole` ends. */
export function partOf(whole: ByteRange, offset: number, size: number): ByteRange {
  const length = Math.max(0, Math.min(size, whole.size - offset))
  const { place } = whole
  return {
    size: length,
    place: place && { ...place, offset: place.offset + offset },
    read(target, position, start = 0, end = target.length) {
      const count = Math.max(0, Math.min(end - start, length - position))
      return count === 0 ? 0 : whole.read(target, offset + position, start, start + count)
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
