/**
 * Bytes in and out. This file and columns.ts are the only ones that index typed arrays without a check by the
 * compiler: who calls them has checked the bounds once, at the border, and then reads freely.
 */

/** The byte at `i`, which the caller knows to be inside. */
export const byteAt = (bytes: Uint8Array, i: number): number => bytes[i]!

/** First position of a NUL in `bytes` from `start`, or `end` when there is none before `end`. */
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

/** Whether `wanted` stands at `at`, all of it before `limit`. */
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

/** A growing run of bytes; integers are big-endian, as the indexes hold them. */
export class ByteWriter {
  #bytes: Buffer
  #length = 0

  constructor(capacity = 4096) {
    this.#bytes = Buffer.allocUnsafeSlow(capacity)
  }

  get length(): number {
    return this.#length
  }

  /** What was written so far: a view, valid until the next write. */
  get bytes(): Uint8Array {
    return new Uint8Array(this.#bytes.buffer, 0, this.#length)
  }

  /** What was written so far and room behind it, without making a view. */
  get memory(): Uint8Array {
    return this.#bytes
  }

  u8(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = value
  }

  u32(value: number): void {
    this.#reserve(4)
    this.#bytes.writeUInt32BE(value >>> 0, this.#length)
    this.#length += 4
  }

  /** Room for a value that is not known yet; fill it with `patchU32`. */
  skip(count: number): number {
    this.#reserve(count)
    const at = this.#length
    this.#bytes.fill(0, at, at + count)
    this.#length += count
    return at
  }

  patchU32(at: number, value: number): void {
    this.#bytes.writeUInt32BE(value >>> 0, at)
  }

  text(byteString: string): void {
    this.#reserve(byteString.length)
    this.#length += this.#bytes.write(byteString, this.#length, 'latin1')
  }

  /** Appends `source[start..end)`. Short runs are copied by hand: for them a call into the runtime costs more. */
  range(source: Uint8Array, start: number, end: number): void {
    const count = end - start
    this.#reserve(count)
    const bytes = this.#bytes
    let at = this.#length
    if (count < 64) for (let i = start; i < end; i++) bytes[at++] = source[i]!
    else bytes.set(source.subarray(start, end), at)
    this.#length += count
  }

  /** Forgets what was written from `length` on. */
  truncate(length: number): void {
    this.#length = length
  }

  #reserve(count: number): void {
    const needed = this.#length + count
    if (needed <= this.#bytes.length) return
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2))
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
  }
}
