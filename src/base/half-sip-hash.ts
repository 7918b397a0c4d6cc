/**
 * HalfSipHash-1-3: SipHash (Aumasson and Bernstein, 2012) on words of 32 bits, as Linux uses it for its hash tables
 * (lib/siphash.c, hsiphash). Without the key it is not feasible to find names with the same hash.
 */
import { byteAt } from './bytes.ts'
import { HASH_KEY } from './hash-key.ts'

const [KEY_0, KEY_1] = HASH_KEY

/** The hash of `bytes[start..end)`, which the caller knows to be inside: 32 bits, signed. */
export function halfSipHash(
  bytes: Uint8Array,
  start: number,
  end: number,
  key0 = KEY_0,
  key1 = KEY_1,
): number {
  let a = key0
  let b = key1
  let c = key0 ^ 0x6c796765
  let d = key1 ^ 0x74656462
  const size = end - start
  const last = end - (size & 3)
  for (let at = start; at <= last; at += 4) {
    let word = size << 24
    if (at < last)
      word =
        byteAt(bytes, at) |
        (byteAt(bytes, at + 1) << 8) |
        (byteAt(bytes, at + 2) << 16) |
        (byteAt(bytes, at + 3) << 24)
    else for (let i = at; i < end; i++) word |= byteAt(bytes, i) << (8 * (i - at))
    d ^= word
    a = (a + b) | 0
    b = ((b << 5) | (b >>> 27)) ^ a
    a = (a << 16) | (a >>> 16)
    c = (c + d) | 0
    d = ((d << 8) | (d >>> 24)) ^ c
    a = (a + d) | 0
    d = ((d << 7) | (d >>> 25)) ^ a
    c = (c + b) | 0
    b = ((b << 13) | (b >>> 19)) ^ c
    c = (c << 16) | (c >>> 16)
    a ^= word
  }
  c ^= 0xff
  for (let round = 0; round < 3; round++) {
    a = (a + b) | 0
    b = ((b << 5) | (b >>> 27)) ^ a
    a = (a << 16) | (a >>> 16)
    c = (c + d) | 0
    d = ((d << 8) | (d >>> 24)) ^ c
    a = (a + d) | 0
    d = ((d << 7) | (d >>> 25)) ^ a
    c = (c + b) | 0
    b = ((b << 13) | (b >>> 19)) ^ c
    c = (c << 16) | (c >>> 16)
  }
  return b ^ d
}
