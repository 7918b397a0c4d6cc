/**
 * AssemblyScript. Symbols in the order of kmod's hash table: by bucket, and inside a bucket by strcmp(). A part of
 * trie.ts. The hash is that of base/kmod-hash.ts, which names its source.
 */

import { entryAt, keyAt, keyLength, lookAtOrder } from '../key-order'
import { setWord, word } from '../words'

/** kmod's table of symbols. */
const BUCKETS: u32 = 2048
/** The start of each bucket, and the position for its next name. */
const places: usize = memory.data(2048 * 4, 8)

/**
 * Writes to `result` the numbers of `count` names in that order. The names are keys that orderKeys() has sorted at
 * `sorted`, each after a prefix of `prefixSize` bytes. `buckets` has space for as many words.
 */
export function orderSymbols(
  count: u32,
  keys: usize,
  keyBounds: usize,
  sorted: usize,
  prefixSize: u32,
  buckets: usize,
  result: usize,
): void {
  lookAtOrder(count, keys, keyBounds, sorted)
  memory.fill(places, 0, BUCKETS << 2)
  for (let place: u32 = 0; place < count; place++) {
    const name = keyAt(place)
    const bucket = kmodHash(name + prefixSize, name + keyLength(place)) & (BUCKETS - 1)
    setWord(buckets, place, bucket)
    setWord(places, bucket, word(places, bucket) + 1)
  }
  let start: u32 = 0
  for (let bucket: u32 = 0; bucket < BUCKETS; bucket++) {
    const size = word(places, bucket)
    setWord(places, bucket, start)
    start += size
  }
  // The names are already sorted, and stay so in each bucket.
  for (let place: u32 = 0; place < count; place++) {
    const bucket = word(buckets, place)
    setWord(result, word(places, bucket), entryAt(place))
    setWord(places, bucket, word(places, bucket) + 1)
  }
}

function kmodHash(start: usize, end: usize): u32 {
  let hash = <u32>(end - start)
  let at = start
  for (; at + 4 <= end; at += 4) {
    hash += load<u16>(at)
    hash = (hash << 16) ^ ((<u32>load<u16>(at, 2)) << 11) ^ hash
    hash += hash >> 11
  }
  hash = hashRemainder(hash, at, <u32>(end - at))
  hash ^= hash << 3
  hash += hash >> 5
  hash ^= hash << 4
  hash += hash >> 17
  hash ^= hash << 25
  return hash + (hash >> 6)
}

function hashRemainder(hash: u32, at: usize, count: u32): u32 {
  let value = hash
  if (count === 3) {
    value += load<u16>(at)
    value ^= value << 16
    value ^= <u32>((<i32>load<i8>(at, 2)) << 18)
    return value + (value >> 11)
  }
  if (count === 2) {
    value += load<u16>(at)
    value ^= value << 11
    return value + (value >> 17)
  }
  if (count === 1) {
    value += <u32>(<i32>load<i8>(at))
    value ^= value << 10
    return value + (value >> 1)
  }
  return value
}
