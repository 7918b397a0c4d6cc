/**
 * The entries of an index in the order in which a walk over its trie meets them, with what neighbours have in common:
 * that is all it takes to write the trie without building one.
 */
import { compareRanges } from '../base/bytes.ts'
import type { IndexEntries } from './index-entries.ts'

/** Up to so many keys, comparing them with each other beats counting their bytes into buckets. */
const SMALL_RANGE = 16

export interface KeyOrder {
  /** Positions of entries: by key as strcmp() has it, of one key by priority, and of one priority the last one first. */
  readonly order: Int32Array
  /** How many bytes the key at this place of the order shares with the key before it; 0 at the first place. */
  readonly shared: Int32Array
}

export function orderKeys(entries: IndexEntries): KeyOrder {
  const order = new Int32Array(entries.count)
  for (let i = 0; i < order.length; i++) order[i] = i
  const keys = { memory: entries.keys.memory, bounds: entries.keys.bounds }
  sortByKey(keys, order)
  const shared = sharedWithPrevious(keys, order)
  sortByPriority(keys, order, shared, entries.priority.values)
  return { order, shared }
}

interface Keys {
  readonly memory: Uint8Array
  /** Key `i` is `memory[bounds[i]..bounds[i + 1])`. */
  readonly bounds: Int32Array
}

/** A stable radix sort: by one byte after the other, each time only among keys that are alike so far. */
function sortByKey(keys: Keys, order: Int32Array): void {
  const scratch = new Int32Array(order.length)
  const buckets = new Int32Array(257)
  const ranges = [0, order.length, 0]
  while (ranges.length > 0) {
    const depth = ranges.pop() ?? 0
    const to = ranges.pop() ?? 0
    const from = ranges.pop() ?? 0
    if (to - from <= SMALL_RANGE) insertionSort(keys, order, from, to, depth)
    else if (partition(keys, { order, scratch, buckets }, from, to, depth))
      pushRanges(buckets, ranges, from, depth + 1)
    else ranges.push(from, to, depth + 1)
  }
}

interface Workspace {
  readonly order: Int32Array
  readonly scratch: Int32Array
  /** Bucket 0 is for keys that have ended, bucket `b + 1` for byte `b`. */
  readonly buckets: Int32Array
}

/**
 * Sorts a range by the byte at `depth`, and leaves in `buckets` where each bucket ends, counted from the range's start.
 * @returns false when nothing had to be done, because all keys have the same byte there
 */
function partition(
  { memory, bounds }: Keys,
  { order, scratch, buckets }: Workspace,
  from: number,
  to: number,
  depth: number,
): boolean {
  buckets.fill(0)
  let bucket = 0
  for (let i = from; i < to; i++) {
    const key = order[i]!
    const at = bounds[key]! + depth
    bucket = at < bounds[key + 1]! ? memory[at]! + 1 : 0
    buckets[bucket]!++
  }
  if (bucket > 0 && buckets[bucket] === to - from) return false
  let end = 0
  for (let b = 0; b < buckets.length; b++) {
    const count = buckets[b]!
    buckets[b] = end
    end += count
  }
  for (let i = from; i < to; i++) {
    const key = order[i]!
    const at = bounds[key]! + depth
    scratch[from + buckets[at < bounds[key + 1]! ? memory[at]! + 1 : 0]!++] = key
  }
  order.set(scratch.subarray(from, to), from)
  return true
}

/** The ranges that are still to be sorted; keys that have ended are all alike. */
function pushRanges(buckets: Int32Array, ranges: number[], start: number, depth: number): void {
  for (let b = 1; b < buckets.length; b++) {
    const from = buckets[b - 1]!
    const to = buckets[b]!
    if (to - from > 1) ranges.push(start + from, start + to, depth)
  }
}

function insertionSort(
  { memory, bounds }: Keys,
  order: Int32Array,
  from: number,
  to: number,
  depth: number,
): void {
  for (let i = from + 1; i < to; i++) {
    const key = order[i]!
    const start = bounds[key]! + depth
    const end = bounds[key + 1]!
    let j = i
    for (; j > from; j--) {
      const before = order[j - 1]!
      if (compareRanges(memory, bounds[before]! + depth, bounds[before + 1]!, memory, start, end) <= 0) break
      order[j] = before
    }
    order[j] = key
  }
}

function sharedWithPrevious({ memory, bounds }: Keys, order: Int32Array): Int32Array {
  const shared = new Int32Array(order.length)
  for (let i = 1; i < order.length; i++) {
    const a = bounds[order[i - 1]!]!
    const b = bounds[order[i]!]!
    const length = Math.min(bounds[order[i - 1]! + 1]! - a, bounds[order[i]! + 1]! - b)
    let common = 0
    while (common < length && memory[a + common] === memory[b + common]) common++
    shared[i] = common
  }
  return shared
}

/** Entries of one key stand together by now, in the order in which they were added. */
function sortByPriority({ bounds }: Keys, order: Int32Array, shared: Int32Array, priority: Int32Array): void {
  const lengthAt = (i: number): number => bounds[order[i]! + 1]! - bounds[order[i]!]!
  for (let from = 0; from < order.length; ) {
    let to = from + 1
    while (to < order.length && shared[to] === lengthAt(from) && lengthAt(to) === lengthAt(from)) to++
    if (to - from > 1) order.subarray(from, to).sort((a, b) => priority[a]! - priority[b]! || b - a)
    from = to
  }
}
