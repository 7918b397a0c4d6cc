/** Reading an .xz container from front to back; what is not there is `Unexpected end of input`, as liblzma says. */
import { byteAt } from '../../base/bytes.ts'
import type { KmodError } from '../../base/errors.ts'
import { corrupt } from '../refusals.ts'
import { crc32Bytes } from './xz-checks.ts'

/** The .xz File Format 1.2.1, 1.2: an integer has 9 bytes at most. */
const MAX_INTEGER_BYTES = 9

export interface XzCursor {
  readonly bytes: Uint8Array
  readonly at: number
  /** Bytes that remain. */
  readonly left: number
  /** The next byte, which stays. */
  peek(): number
  take(count: number): Uint8Array
  /** Padding: bytes that must be zero. */
  takeZeros(count: number): void
  /** An integer of 7 bits per byte. Above 2^53 it is inexact, and then equal to no real size. */
  size(): number
}

/** `endOfInput` is the error for what is not there. */
export function xzCursor(bytes: Uint8Array, endOfInput: () => KmodError = unexpectedEnd): XzCursor {
  let at = 0
  const require = (count: number): void => {
    if (at + count > bytes.length) throw endOfInput()
  }
  const take = (count: number): Uint8Array => {
    require(count)
    at += count
    return bytes.subarray(at - count, at)
  }
  return {
    bytes,
    get at() {
      return at
    },
    get left() {
      return bytes.length - at
    },
    take,
    peek() {
      require(1)
      return byteAt(bytes, at)
    },
    takeZeros(count) {
      for (let i = 0; i < count; i++) if (byteAt(take(1), 0) !== 0) throw fileCorrupt()
    },
    size() {
      let value = 0
      for (let i = 0; i < MAX_INTEGER_BYTES; i++) {
        const byte = byteAt(take(1), 0)
        // a last byte of zero would be a second spelling of the same value
        if (byte === 0 && i > 0) throw fileCorrupt()
        value += (byte & 0x7f) * 2 ** (7 * i)
        if (byte < 0x80) return value
      }
      throw fileCorrupt()
    },
  }
}

export const unexpectedEnd = (): KmodError => corrupt('xz', { reason: 'Unexpected end of input' })

export const fileCorrupt = (): KmodError => corrupt('xz', { reason: 'File is corrupt' })

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

export function verifyCrc32(bytes: Uint8Array, stored: Uint8Array): void {
  if (!sameBytes(crc32Bytes(bytes), stored)) throw fileCorrupt()
}
