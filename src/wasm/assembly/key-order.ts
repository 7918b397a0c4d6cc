/**
 * AssemblyScript. Sorts keys by their bytes: the entries of an index in the order in which a walk over its trie meets
 * them, with the common prefixes of neighbours, which is enough to write the trie without building one; and the texts of
 * tables.
 *
 * Keys are sorted by eight bytes at a time, compared as one number; keys that are equal so far are compared by their
 * next eight. No key has a NUL, so 0 marks the end.
 */

import { sharedLength } from './byte-runs'
import { setWord, word } from './words'

/** Runs of this many places are sorted by insertion before they are merged. */
const SMALL_RUN: u32 = 8

/** Bytes of all keys, and where each starts: key `i` ends where key `i + 1` starts. */
let keys: usize = 0
let keyStarts: usize = 0
let priorities: usize = 0
/** By place: the entry, and how many bytes its key shares with the key before it. */
let order: usize = 0
let shared: usize = 0
/** By place: the current sort key, in 64 bits. */
let ranks: usize = 0
let spareRanks: usize = 0
let spareOrder: usize = 0
/** Ranges that are still to be sorted. */
let stack: usize = 0

export function keyAt(place: u32): usize {
  return keys + word(keyStarts, word(order, place))
}

export function keyLength(place: u32): u32 {
  const entry = word(order, place)
  return word(keyStarts, entry + 1) - word(keyStarts, entry)
}

/** Bytes of working memory for `count` entries, which can exceed what memory can address. */
export function orderSize(count: u32): f64 {
  return <f64>count * (2 * 8 + 3 * 4 + 12) + 16
}

/**
 * Sorts `count` entries: afterwards `entryAt` and `sharedAt` describe each place of the order, which is at `workspace`,
 * until others are sorted or looked at.
 */
export function orderKeys(
  count: u32,
  keyBytes: usize,
  starts: usize,
  prioritiesOfEntries: usize,
  workspace: usize,
): void {
  sortKeys(count, keyBytes, starts, prioritiesOfEntries, workspace)
  compareNeighbours(count)
}

/** Likewise, without common prefixes: `sharedAt` describes nothing. */
export function sortKeys(
  count: u32,
  keyBytes: usize,
  starts: usize,
  prioritiesOfEntries: usize,
  workspace: usize,
): void {
  lookAtOrder(count, keyBytes, starts, workspace)
  priorities = prioritiesOfEntries
  for (let i: u32 = 0; i < count; i++) setWord(order, i, i)
  sortByKey(count)
}

/** Makes `entryAt` and `sharedAt` describe entries that were sorted there earlier. */
export function lookAtOrder(count: u32, keyBytes: usize, starts: usize, workspace: usize): void {
  keys = keyBytes
  keyStarts = starts
  ranks = workspace
  spareRanks = ranks + <usize>count * 8
  order = spareRanks + <usize>count * 8
  shared = order + <usize>count * 4
  spareOrder = shared + <usize>count * 4
  stack = spareOrder + <usize>count * 4
}

export function entryAt(place: u32): u32 {
  return word(order, place)
}

/** The number of bytes that the key at this place shares with the key before it. */
export function sharedAt(place: u32): u32 {
  return word(shared, place)
}

function rankAt(place: u32): u64 {
  return load<u64>(ranks + ((<usize>place) << 3))
}

function setRank(place: u32, rank: u64): void {
  store<u64>(ranks + ((<usize>place) << 3), rank)
}

function sortByKey(count: u32): void {
  let top = pushRange(stack, 0, count, 0)
  while (top > stack) {
    top -= 12
    const from = load<u32>(top)
    const to = load<u32>(top, 4)
    const depth = load<u32>(top, 8)
    rankByKey(from, to, depth)
    sortByRank(from, to)
    let start = from
    for (let place = from + 1; place <= to; place++) {
      const rank = rankAt(start)
      if (place < to && rankAt(place) === rank) continue
      // Keys whose last of eight bytes is 0 have ended.
      if (place - start > 1) {
        if ((rank & 0xff) !== 0) top = pushRange(top, start, place, depth + 8)
        else sortEqualKeys(start, place)
      }
      start = place
    }
  }
}

function pushRange(top: usize, from: u32, to: u32, depth: u32): usize {
  store<u32>(top, from)
  store<u32>(top, to, 4)
  store<u32>(top, depth, 8)
  return top + 12
}

/** By the eight bytes from `depth` on. */
function rankByKey(from: u32, to: u32, depth: u32): void {
  for (let place = from; place < to; place++) {
    const entry = word(order, place)
    const start = word(keyStarts, entry) + depth
    const left = word(keyStarts, entry + 1) - start
    const bytes = bswap<u64>(load<u64>(keys + start))
    setRank(place, left >= 8 ? bytes : left === 0 ? 0 : bytes & ~(u64.MAX_VALUE >> (left << 3)))
  }
}

/** By ascending priority; of equal ones the last added comes first. */
function sortEqualKeys(from: u32, to: u32): void {
  for (let place = from; place < to; place++) {
    const entry = word(order, place)
    setRank(place, ((<u64>word(priorities, entry)) << 32) | ~entry)
  }
  sortByRank(from, to)
}

/** A stable merge sort, which skips sorted runs: modules mostly list their aliases in order. */
function sortByRank(from: u32, to: u32): void {
  for (let start = from; start < to; start += SMALL_RUN) sortByInsertion(start, min(start + SMALL_RUN, to))
  for (let width = SMALL_RUN; width < to - from; width <<= 1) {
    for (let start = from; to - start > width; start += width << 1) {
      const middle = start + width
      const end = to - middle < width ? to : middle + width
      if (rankAt(middle - 1) > rankAt(middle)) merge(start, middle, end)
      if (end === to) break
    }
  }
}

function sortByInsertion(from: u32, to: u32): void {
  for (let place = from + 1; place < to; place++) {
    const rank = rankAt(place)
    if (rankAt(place - 1) <= rank) continue
    const entry = word(order, place)
    let free = place
    for (; free > from && rankAt(free - 1) > rank; free--) {
      setRank(free, rankAt(free - 1))
      setWord(order, free, word(order, free - 1))
    }
    setRank(free, rank)
    setWord(order, free, entry)
  }
}

/** The first half is moved out of the way; when the second one is used up, the rest is already in place. */
function merge(start: u32, middle: u32, end: u32): void {
  const size = middle - start
  memory.copy(spareRanks, ranks + ((<usize>start) << 3), (<usize>size) << 3)
  memory.copy(spareOrder, order + ((<usize>start) << 2), (<usize>size) << 2)
  let rank = spareRanks
  const rankEnd = rank + ((<usize>size) << 3)
  let entry = spareOrder
  let next = middle
  for (let place = start; rank < rankEnd; place++) {
    if (next < end && rankAt(next) < load<u64>(rank)) {
      setRank(place, rankAt(next))
      setWord(order, place, word(order, next++))
    } else {
      setRank(place, load<u64>(rank))
      setWord(order, place, load<u32>(entry))
      rank += 8
      entry += 4
    }
  }
}

function compareNeighbours(count: u32): void {
  if (count === 0) return
  setWord(shared, 0, 0)
  let before = keyAt(0)
  let lengthBefore = keyLength(0)
  for (let place: u32 = 1; place < count; place++) {
    const key = keyAt(place)
    const length = keyLength(place)
    setWord(shared, place, <u32>sharedLength(before, key, min(lengthBefore, length)))
    before = key
    lengthBefore = length
  }
}
