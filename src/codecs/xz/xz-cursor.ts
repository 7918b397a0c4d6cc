/** Reading an .xz container from front to back; what is not there is `Unexpected end of input`, as liblzma says. */
import { crc32 } from 'node:zlib'
import { byteAt, hasAt } from '../../base/bytes.ts'
import type { KmodError } from '../../base/errors.ts'
import { corrupt } from '../refusals.ts'

/** The .xz File Format 1.2.1, 1.2: an integer has 9 bytes at most. */
const MAX_INTEGER_BYTES = 9
const CRC_SIZE = 4

export class XzCursor {
  readonly bytes: Uint8Array
  readonly #endOfInput: () => KmodError
  #at = 0

  /** @param endOfInput the error for what is not there */
  constructor(bytes: Uint8Array, endOfInput: () => KmodError = unexpectedEnd) {
    this.bytes = bytes
    this.#endOfInput = endOfInput
  }

  get at(): number {
    return this.#at
  }

  /** Bytes that remain. */
  get left(): number {
    return this.bytes.length - this.#at
  }

  /** The next byte, which stays. */
  peek(): number {
    this.#require(1)
    return byteAt(this.bytes, this.#at)
  }

  take(count: number): Uint8Array {
    this.#require(count)
    const start = this.#at
    this.#at += count
    return this.bytes.subarray(start, this.#at)
  }

  /** Padding: bytes that must be zero. */
  takeZeros(count: number): void {
    for (let i = 0; i < count; i++) if (this.#takeByte() !== 0) throw fileCorrupt()
  }

  /** An integer of 7 bits per byte. Above 2^53 it is inexact, and then equal to no real size. */
  size(): number {
    let value = 0
    for (let i = 0; i < MAX_INTEGER_BYTES; i++) {
      const byte = this.#takeByte()
      // a last byte of zero would be a second spelling of the same value
      if (byte === 0 && i > 0) throw fileCorrupt()
      value += (byte & 0x7f) * 2 ** (7 * i)
      if (byte < 0x80) return value
    }
    throw fileCorrupt()
  }

  /** Without a view for each byte. */
  #takeByte(): number {
    this.#require(1)
    return byteAt(this.bytes, this.#at++)
  }

  #require(count: number): void {
    if (this.#at + count > this.bytes.length) throw this.#endOfInput()
  }
}

export const unexpectedEnd = (): KmodError => corrupt('xz', { reason: 'Unexpected end of input' })

export const fileCorrupt = (): KmodError => corrupt('xz', { reason: 'File is corrupt' })

/** Whether `a` and `b`, a few bytes each, are equal. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && hasAt(a, 0, a.length, b)

/** @param stored 4 bytes, little-endian */
export function verifyCrc32(bytes: Uint8Array, stored: Uint8Array): void {
  const value = crc32(bytes)
  for (let i = 0; i < CRC_SIZE; i++)
    if (byteAt(stored, i) !== ((value >>> (8 * i)) & 0xff)) throw fileCorrupt()
}
