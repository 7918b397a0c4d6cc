/**
 * The order in which kmod walks its hash tables. It shows in every output: modules that modules.order does not list
 * come in the order of the table of modnames, and modules.symbols in the order of the table of symbols.
 *
 * kmod: shared/hash.c; the function is Paul Hsieh's SuperFastHash. It reads 16-bit words in the byte order of the
 * machine that runs it and counts a lone last byte as signed where `char` is. Here the result is always that of an
 * amd64 machine, so the output does not depend on the host.
 */
import { byteAt, bytesOf } from './bytes.ts'
import { compareBytes } from './names.ts'

const word = (bytes: Uint8Array, at: number): number => byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8)

const signedByte = (bytes: Uint8Array, at: number): number => (byteAt(bytes, at) << 24) >> 24

/** The 32-bit hash of `bytes[start..end)`, which the caller knows to be inside. */
export function kmodHash(bytes: Uint8Array, start: number, end: number): number {
  // `|0` arithmetic wraps as 32-bit arithmetic does; only the right shifts must not see a sign, hence `>>>`.
  let hash = (end - start) | 0
  let at = start
  for (; at + 4 <= end; at += 4) {
    hash = (hash + word(bytes, at)) | 0
    hash = (hash << 16) ^ (word(bytes, at + 2) << 11) ^ hash
    hash = (hash + (hash >>> 11)) | 0
  }
  return avalanche(hashRemainder(hash, bytes, at, end - at))
}

function hashRemainder(hash: number, bytes: Uint8Array, at: number, count: number): number {
  switch (count) {
    case 3:
      hash = (hash + word(bytes, at)) | 0
      hash ^= hash << 16
      hash ^= signedByte(bytes, at + 2) << 18
      return (hash + (hash >>> 11)) | 0
    case 2:
      hash = (hash + word(bytes, at)) | 0
      hash ^= hash << 11
      return (hash + (hash >>> 17)) | 0
    case 1:
      hash = (hash + signedByte(bytes, at)) | 0
      hash ^= hash << 10
      return (hash + (hash >>> 1)) | 0
    default:
      return hash
  }
}

/** Spreads the last bits over the whole word. */
function avalanche(hash: number): number {
  hash ^= hash << 3
  hash = (hash + (hash >>> 5)) | 0
  hash ^= hash << 4
  hash = (hash + (hash >>> 17)) | 0
  hash ^= hash << 25
  return (hash + (hash >>> 6)) >>> 0
}

/** kmod: tools/depmod.c depmod_init() makes the table of modnames with 512 buckets. */
const MODNAME_BUCKETS = 512

/** The bucket of a modname in kmod's table of modules. */
export const modnameBucket = (modname: string): number => bucketOf(bytesOf(modname), 0, modname.length)

const bucketOf = (bytes: Uint8Array, start: number, end: number): number =>
  kmodHash(bytes, start, end) & (MODNAME_BUCKETS - 1)

/** `items` as kmod's table of modnames lists them: by bucket, inside a bucket by strcmp(). */
export function inModnameOrder<T extends { readonly modname: string }>(items: readonly T[]): T[] {
  const buckets: T[][] = Array.from({ length: MODNAME_BUCKETS }, () => [])
  // One buffer for all: one for each takes longer than the hash.
  const bytes = bytesOf(items.map(({ modname }) => modname).join(''))
  let start = 0
  for (const item of items) {
    const end = start + item.modname.length
    buckets[bucketOf(bytes, start, end)]?.push(item)
    start = end
  }
  return buckets.flatMap((bucket) => bucket.sort((a, b) => compareBytes(a.modname, b.modname)))
}
