/**
 * AssemblyScript. The entries of an index in the order in which a walk over its trie meets them, with what neighbours
 * have in common: that is all it takes to write the trie without building one. A part of trie.ts.
 */

import { setWord, word } from './words'

/** Up to so many keys, comparing them with each other beats counting their bytes into buckets. */
const SMALL_RANGE: u32 = 16
/** Bucket 0 is for keys that have ended, bucket `b + 1` for byte `b`. */
const BUCKETS: u32 = 257
const buckets: usize = memory.data(257 * 4, 8)

/** Bytes of all keys, and where each starts: key `i` ends where key `i + 1` starts. */
let keys: usize = 0
let keyStarts: usize = 0
let priorities: usize = 0
/** By place: the entry, and how many bytes its key shares with the key before it. */
let order: usize = 0
let shared: usize = 0
let scratch: usize = 0
/** Ranges that are still to be sorted. */
let stack: usize = 0

export function keyAt(place: u32): usize {
  return keys + word(keyStarts, word(order, place))
}

export function keyLength(place: u32): u32 {
  const entry = word(order, place)
  return word(keyStarts, entry + 1) - word(keyStarts, entry)
}

/** Bytes of working memory for `count` entries. */
export function orderSize(count: u32): usize {
  return <usize>count * (3 * 4 + 12) + 16
}

/** Sorts `count` entries; afterwards `entryAt` and `sharedAt` tell about each place of the order. */
export function orderKeys(
  count: u32,
  keyBytes: usize,
  starts: usize,
  prioritiesOfEntries: usize,
  workspace: usize,
): void {
  keys = keyBytes
  keyStarts = starts
  priorities = prioritiesOfEntries
  order = workspace
  shared = order + <usize>count * 4
  scratch = shared + <usize>count * 4
  stack = scratch + <usize>count * 4
  for (let i: u32 = 0; i < count; i++) setWord(order, i, i)
  sortByKey(count)
  compareNeighbours(count)
  sortByPriority(count)
}

export function entryAt(place: u32): u32 {
  return word(order, place)
}

/** How many bytes the key at this place shares with the key before it. */
export function sharedAt(place: u32): u32 {
  return word(shared, place)
}

/** A stable radix sort: by one byte after the other, each time only among keys that are alike so far. */
function sortByKey(count: u32): void {
  let top = pushRange(stack, 0, count, 0)
  while (top > stack) {
    top -= 12
    const from = load<u32>(top)
    const to = load<u32>(top, 4)
    const depth = load<u32>(top, 8)
    if (to - from <= SMALL_RANGE) insertionSort(from, to, depth)
    else top = partition(from, to, depth, top)
  }
}

function pushRange(top: usize, from: u32, to: u32, depth: u32): usize {
  store<u32>(top, from)
  store<u32>(top, to, 4)
  store<u32>(top, depth, 8)
  return top + 12
}

function bucketOf(entry: u32, depth: u32): u32 {
  const at = word(keyStarts, entry) + depth
  return at < word(keyStarts, entry + 1) ? <u32>load<u8>(keys + at) + 1 : 0
}

/** Sorts a range by the first byte at or behind `depth` in which its keys differ; pushes what is left to be sorted. */
function partition(from: u32, to: u32, start: u32, stackTop: usize): usize {
  let top = stackTop
  let depth = start
  while (countBuckets(from, to, depth)) depth++
  let end = from
  for (let bucket: u32 = 0; bucket < BUCKETS; bucket++) {
    const size = word(buckets, bucket)
    setWord(buckets, bucket, end)
    end += size
  }
  for (let place = from; place < to; place++) {
    const entry = word(order, place)
    const bucket = bucketOf(entry, depth)
    const target = word(buckets, bucket)
    setWord(buckets, bucket, target + 1)
    setWord(scratch, target, entry)
  }
  memory.copy(order + ((<usize>from) << 2), scratch + ((<usize>from) << 2), (<usize>(to - from)) << 2)
  // Each bucket ends where the next one starts by now; keys that have ended are all alike.
  for (let bucket: u32 = 1; bucket < BUCKETS; bucket++) {
    const low = word(buckets, bucket - 1)
    const high = word(buckets, bucket)
    if (high - low > 1) top = pushRange(top, low, high, depth + 1)
  }
  return top
}

/** @returns whether all keys of the range have the same byte at `depth` */
function countBuckets(from: u32, to: u32, depth: u32): bool {
  memory.fill(buckets, 0, BUCKETS << 2)
  let bucket: u32 = 0
  for (let place = from; place < to; place++) {
    bucket = bucketOf(word(order, place), depth)
    setWord(buckets, bucket, word(buckets, bucket) + 1)
  }
  return bucket > 0 && word(buckets, bucket) === to - from
}

function insertionSort(from: u32, to: u32, depth: u32): void {
  for (let place = from + 1; place < to; place++) {
    const entry = word(order, place)
    let free = place
    for (; free > from; free--) {
      const before = word(order, free - 1)
      if (compareKeys(before, entry, depth) <= 0) break
      setWord(order, free, before)
    }
    setWord(order, free, entry)
  }
}

/** strcmp() order of what follows `depth` in two keys. */
function compareKeys(a: u32, b: u32, depth: u32): i32 {
  let atA = keys + word(keyStarts, a) + depth
  let atB = keys + word(keyStarts, b) + depth
  const endA = keys + word(keyStarts, a + 1)
  const endB = keys + word(keyStarts, b + 1)
  while (atA < endA && atB < endB) {
    const difference = <i32>load<u8>(atA++) - <i32>load<u8>(atB++)
    if (difference !== 0) return difference
  }
  return <i32>(endA - atA) - <i32>(endB - atB)
}

function compareNeighbours(count: u32): void {
  if (count > 0) setWord(shared, 0, 0)
  for (let place: u32 = 1; place < count; place++) {
    const a = keyAt(place - 1)
    const b = keyAt(place)
    const shorter = min(keyLength(place - 1), keyLength(place))
    let length: u32 = 0
    while (length < shorter && load<u8>(a + length) === load<u8>(b + length)) length++
    setWord(shared, place, length)
  }
}

/** Values of one key: by ascending priority, and of equal ones the one that was added last first. */
function sortByPriority(count: u32): void {
  for (let from: u32 = 0; from < count; ) {
    const length = keyLength(from)
    let to = from + 1
    while (to < count && word(shared, to) === length && keyLength(to) === length) to++
    for (let place = from + 1; place < to; place++) {
      const entry = word(order, place)
      const priority = word(priorities, entry)
      let free = place
      for (; free > from && word(priorities, word(order, free - 1)) >= priority; free--)
        setWord(order, free, word(order, free - 1))
      setWord(order, free, entry)
    }
    from = to
  }
}
