/**
 * Brings the entries of an index into the order of the trie, node by node: a node is a range of entries that start
 * alike, and is split at the byte that follows what they have in common. Each step keeps the order of entries that are
 * equal so far, so the values of one key end up as they were added.
 */
import { byteAt } from '../base/bytes.ts'
import { Int32Column } from '../base/columns.ts'
import type { IndexEntries } from './index-entries.ts'
import * as F from './index-format.ts'

/** Below this an insertion sort beats counting into 128 buckets. */
const SMALL_GROUP = 24

/** A node: the entries `from` to `to` of the trie order, which share `depth` bytes up to and including their branch. */
export interface Group {
  readonly from: number
  readonly to: number
  readonly depth: number
  /** Where the reference to this node is to be written (pre-order). */
  readonly referenceAt: number
}

/** A node whose shape is known: first the entries that end here, then one range per child. */
export interface Shape {
  readonly prefixEnd: number
  readonly valuesEnd: number
  /** Start of each child's range; its byte is the byte at `prefixEnd` of its first entry. */
  readonly children: readonly number[]
  readonly flags: number
}

export class TrieOrder {
  readonly #entries: IndexEntries
  readonly #keys: Uint8Array
  /** Entry numbers; ranges that are not split yet are in the order in which they were added. */
  readonly #order: Int32Column
  readonly #scratch: Int32Column
  readonly #bucketEnds = Int32Column.filled(128, 0)

  constructor(entries: IndexEntries) {
    this.#entries = entries
    this.#keys = entries.keys.bytes
    this.#order = Int32Column.of(Int32Array.from({ length: entries.count }, (_, i) => i))
    this.#scratch = Int32Column.filled(entries.count, 0)
  }

  /** The entry at position `i` of the order. */
  entryAt(i: number): number {
    return this.#order.at(i)
  }

  /** Finds what the group's keys have in common, and orders the group by the byte after it. */
  split(group: Group): Shape {
    const { from, to, depth } = group
    if (from === to) return { prefixEnd: depth, valuesEnd: from, children: [], flags: 0 }
    // kmod: the root keeps no prefix, even when all keys start alike.
    const prefixEnd = depth === 0 ? 0 : this.#commonEnd(group)
    this.#sortByByte(from, to, prefixEnd)
    let valuesEnd = from
    while (valuesEnd < to && this.byteAt(valuesEnd, prefixEnd) === 0) valuesEnd++
    this.#sortByPriority(from, valuesEnd)
    const children: number[] = []
    let last = 0
    for (let i = valuesEnd; i < to; i++) {
      const byte = this.byteAt(i, prefixEnd)
      if (byte !== last) children.push(i)
      last = byte
    }
    const flags =
      (prefixEnd > depth ? F.FLAG_PREFIX : 0) |
      (valuesEnd > from ? F.FLAG_VALUES : 0) |
      (children.length > 0 ? F.FLAG_CHILDREN : 0)
    return { prefixEnd, valuesEnd, children, flags }
  }

  /** How many bytes all keys of the group share. */
  #commonEnd({ from, to, depth }: Group): number {
    const first = this.#order.at(from)
    const start = this.#entries.keys.start(first)
    let end = this.#entries.keys.end(first) - start
    for (let i = from + 1; i < to && end > depth; i++) {
      let at = depth
      while (at < end && this.byteAt(i, at) === byteAt(this.#keys, start + at)) at++
      end = at
    }
    return end
  }

  /** The byte at `depth` of the key at position `i` of the order; 0 where the key has ended. */
  byteAt(i: number, depth: number): number {
    const entry = this.#order.at(i)
    const at = this.#entries.keys.start(entry) + depth
    return at < this.#entries.keys.end(entry) ? byteAt(this.#keys, at) : 0
  }

  /** Stable. */
  #sortByByte(from: number, to: number, depth: number): void {
    if (to - from < SMALL_GROUP) this.#insertionSort(from, to, depth)
    else this.#countingSort(from, to, depth)
  }

  #countingSort(from: number, to: number, depth: number): void {
    const ends = this.#bucketEnds
    ends.values.fill(0)
    for (let i = from; i < to; i++) {
      const byte = this.byteAt(i, depth)
      ends.set(byte, ends.at(byte) + 1)
    }
    let end = from
    for (let byte = 0; byte < 128; byte++) {
      end += ends.at(byte)
      ends.set(byte, end)
    }
    for (let i = to - 1; i >= from; i--) {
      const byte = this.byteAt(i, depth)
      ends.set(byte, ends.at(byte) - 1)
      this.#scratch.set(ends.at(byte), this.#order.at(i))
    }
    this.#order.copy(this.#scratch, from, to)
  }

  #insertionSort(from: number, to: number, depth: number): void {
    for (let i = from + 1; i < to; i++) {
      const byte = this.byteAt(i, depth)
      const entry = this.#order.at(i)
      let j = i
      for (; j > from && this.byteAt(j - 1, depth) > byte; j--) this.#order.set(j, this.#order.at(j - 1))
      this.#order.set(j, entry)
    }
  }

  /** Values of one key: ascending priority, and the one added last first among equals. */
  #sortByPriority(from: number, to: number): void {
    if (to - from < 2) return
    const { priority } = this.#entries
    this.#order.values.subarray(from, to).sort((a, b) => priority.at(a) - priority.at(b) || b - a)
  }

  child(group: Group, shape: Shape, i: number, table: number): Group {
    const from = shape.children[i] ?? group.to
    const to = shape.children[i + 1] ?? group.to
    const first = shape.children[0] ?? from
    const slot = this.byteAt(from, shape.prefixEnd) - this.byteAt(first, shape.prefixEnd)
    return { from, to, depth: shape.prefixEnd + 1, referenceAt: table + slot * 4 }
  }
}
