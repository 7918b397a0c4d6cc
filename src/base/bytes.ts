/**
 * Reading and writing bytes. Only this file and columns.ts index typed arrays without a check by the compiler: callers
 * check the bounds once, where input enters, and then read freely.
 */

/** The byte at `i`, which the caller knows to be inside. */
export const byteAt = (bytes: Uint8Array, i: number): number => bytes[i]!

/** First position of a NUL in `bytes` from `start`, or `end` if there is none before `end`. */
export function findNul(bytes: Uint8Array, start: number, end: number): number {
  for (let i = start; i < end; i++) if (bytes[i] === 0) return i
  return end
}

/** Bytes `start` to `end` as a byte string (see names.ts). */
export function byteString(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', start, end)
}

/** A byte string (see names.ts) as bytes. */
export const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1')

/** Whether the bytes at `at` are `wanted`, all of it before `limit`. */
export function hasAt(bytes: Uint8Array, at: number, limit: number, wanted: Uint8Array): boolean {
  if (at + wanted.length > limit) return false
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false
  return true
}

/** strcmp() order of two ranges. */
export function compareRanges(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): number {
  const shorter = Math.min(aEnd - aStart, bEnd - bStart)
  for (let i = 0; i < shorter; i++) {
    const difference = a[aStart + i]! - b[bStart + i]!
    if (difference !== 0) return difference
  }
  return aEnd - aStart - (bEnd - bStart)
}

/** Runs shorter than this are copied in a loop: for them a call into the runtime costs more. */
const SHORT_RUN = 64

/** A growing run of bytes. */
export class ByteWriter {
  #bytes: Uint8Array
  #length = 0

  constructor(capacity = 4096) {
    this.#bytes = new Uint8Array(capacity)
  }

  /** Adopts `bytes` as the content written so far. */
  static of(bytes: Uint8Array): ByteWriter {
    const writer = new ByteWriter(0)
    writer.#bytes = bytes
    writer.#length = bytes.length
    return writer
  }

  get length(): number {
    return this.#length
  }

  /** The content written so far: a view, valid until the next write. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  /** The content written so far and spare capacity after it, without making a view. */
  get memory(): Uint8Array {
    return this.#bytes
  }

  byte(value: number): void {
    const at = this.#room(1)
    this.#bytes[at] = value
    this.#length = at + 1
  }

  text(byteString: string): void {
    const count = byteString.length
    const at = this.#room(count)
    const bytes = this.#bytes
    if (count < SHORT_RUN) for (let i = 0; i < count; i++) bytes[at + i] = byteString.charCodeAt(i)
    else Buffer.from(bytes.buffer).write(byteString, at, 'latin1')
    this.#length += count
  }

  /** Appends `source[start..end)`. */
  range(source: Uint8Array, start: number, end: number): void {
    const at = this.#room(end - start)
    const bytes = this.#bytes
    if (end - start < SHORT_RUN) for (let i = start, to = at; i < end; i++, to++) bytes[to] = source[i]!
    else bytes.set(source.subarray(start, end), at)
    this.#length = at + end - start
  }

  /** Ensures capacity for `count` more bytes. Returns the offset at which to write them. */
  #room(count: number): number {
    if (this.#length + count > this.#bytes.length) this.#grow(count)
    return this.#length
  }

  #grow(count: number): void {
    const grown = new Uint8Array(Math.max(this.#length + count, this.#bytes.length * 2))
    grown.set(this.bytes)
    this.#bytes = grown
  }
}
