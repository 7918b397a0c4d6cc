/**
 * Writes an index file straight from its entries (see index-format.ts for the format).
 *
 * No tree is built: the entries are brought into trie order by splitting them, node by node, at the byte that follows
 * what they have in common. A node is then a range of that order, and each step keeps the order of entries that are
 * equal so far, so the values of one key end up as they were added.
 */
import { ByteWriter, byteAt } from '../base/bytes.ts'
import { Int32Column } from '../base/columns.ts'
import { KmodError } from '../base/errors.ts'
import { checkAscii, IndexEntries, type IndexEntry } from './index-entries.ts'
import * as F from './index-format.ts'

/** Below this an insertion sort beats counting into 128 buckets. */
const SMALL_GROUP = 24

/**
 * The index file of `entries`.
 * @throws KmodError KMOD_LIMIT when it would not fit into the 28 bits of a reference
 */
export function encodeIndex(entries: IndexEntries, layout: F.IndexLayout = 'pre-order'): Uint8Array {
  const encoder = new Encoder(entries)
  const bytes = layout === 'pre-order' ? encoder.writePreOrder() : encoder.writePostOrder()
  if (bytes.length > F.MAX_INDEX_SIZE)
    throw new KmodError('KMOD_LIMIT', `Cannot write index: ${bytes.length} bytes do not fit into 28 bits`)
  return bytes
}

/** Entries as they are handed in by users of the library. */
export function indexEntriesOf(entries: Iterable<IndexEntry>): IndexEntries {
  const values = new ByteWriter()
  const columns = new IndexEntries(() => values.bytes)
  for (const { key, value, priority } of entries) {
    columns.key.text(key)
    const start = values.length
    values.text(value)
    checkAscii(values.bytes, start, values.length)
    columns.push(start, values.length, priority)
  }
  return columns
}

/** A node: the entries `from` to `to` of the trie order, which share `depth` bytes up to and including their branch. */
interface Group {
  readonly from: number
  readonly to: number
  readonly depth: number
  /** Where the reference to this node is to be written (pre-order). */
  readonly referenceAt: number
}

/** A node whose shape is known: first the entries that end here, then one range per child. */
interface Shape {
  readonly prefixEnd: number
  readonly valuesEnd: number
  /** Start of each child's range; its byte is the byte at `prefixEnd` of its first entry. */
  readonly children: readonly number[]
  readonly flags: number
}

class Encoder {
  readonly #entries: IndexEntries
  readonly #keys: Uint8Array
  readonly #values: Uint8Array
  /** Entry numbers in trie order; ranges not split yet are in the order in which they were added. */
  readonly #order: Int32Column
  readonly #scratch: Int32Column
  readonly #bucketEnds = Int32Column.filled(129, 0)
  readonly #out: ByteWriter

  constructor(entries: IndexEntries) {
    this.#entries = entries
    this.#keys = entries.keys.bytes
    this.#values = entries.values()
    this.#order = Int32Column.of(Int32Array.from({ length: entries.count }, (_, i) => i))
    this.#scratch = Int32Column.filled(entries.count, 0)
    this.#out = new ByteWriter(1 << 16)
    this.#out.u32(F.INDEX_MAGIC)
    this.#out.u32(F.INDEX_VERSION)
    this.#out.u32(F.HEADER_SIZE)
  }

  writePreOrder(): Uint8Array {
    const stack: Group[] = [{ from: 0, to: this.#entries.count, depth: 0, referenceAt: 8 }]
    for (let group = stack.pop(); group; group = stack.pop()) {
      const shape = this.#split(group)
      this.#out.patchU32(group.referenceAt, this.#out.length | shape.flags)
      this.#writePrefix(group, shape)
      if (shape.children.length > 0) {
        const table = this.#writeChildRange(group, shape)
        // Last child first onto the stack, so that the first one is written next.
        for (let i = shape.children.length - 1; i >= 0; i--) stack.push(this.#child(group, shape, i, table))
      }
      this.#writeValues(group, shape)
    }
    return this.#out.bytes
  }

  writePostOrder(): Uint8Array {
    interface Open {
      readonly group: Group
      readonly shape: Shape
      readonly references: number[]
    }
    const root = { from: 0, to: this.#entries.count, depth: 0, referenceAt: 0 }
    const stack: Open[] = [{ group: root, shape: this.#split(root), references: [] }]
    for (let open = stack.at(-1); open; open = stack.at(-1)) {
      const { group, shape, references } = open
      if (references.length < shape.children.length) {
        const child = this.#child(group, shape, references.length, 0)
        stack.push({ group: child, shape: this.#split(child), references: [] })
        continue
      }
      stack.pop()
      const reference = this.#out.length | shape.flags
      this.#writePrefix(group, shape)
      if (shape.children.length > 0) {
        const table = this.#writeChildRange(group, shape)
        references.forEach((child, i) => {
          this.#out.patchU32(this.#child(group, shape, i, table).referenceAt, child)
        })
      }
      this.#writeValues(group, shape)
      const parent = stack.at(-1)
      if (parent) parent.references.push(reference)
      else this.#out.patchU32(8, reference)
    }
    return this.#out.bytes
  }

  /** Finds what the group's keys have in common, and orders the group by the byte after it. */
  #split(group: Group): Shape {
    const { from, to, depth } = group
    if (from === to) return { prefixEnd: depth, valuesEnd: from, children: [], flags: 0 }
    // kmod: the root keeps no prefix, even when all keys start alike.
    const prefixEnd = depth === 0 ? 0 : this.#commonEnd(group)
    this.#sortByByte(from, to, prefixEnd)
    let valuesEnd = from
    while (valuesEnd < to && this.#byteAt(valuesEnd, prefixEnd) === 0) valuesEnd++
    this.#sortByPriority(from, valuesEnd)
    const children: number[] = []
    let last = 0
    for (let i = valuesEnd; i < to; i++) {
      const byte = this.#byteAt(i, prefixEnd)
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
      while (at < end && this.#byteAt(i, at) === byteAt(this.#keys, start + at)) at++
      end = at
    }
    return end
  }

  /** The byte at `depth` of the key at position `i` of the order; 0 where the key has ended. */
  #byteAt(i: number, depth: number): number {
    const entry = this.#order.at(i)
    const at = this.#entries.keys.start(entry) + depth
    return at < this.#entries.keys.end(entry) ? byteAt(this.#keys, at) : 0
  }

  /** Stable. */
  #sortByByte(from: number, to: number, depth: number): void {
    if (to - from < SMALL_GROUP) this.#insertionSort(from, to, (i) => this.#byteAt(i, depth))
    else this.#countingSort(from, to, depth)
  }

  #countingSort(from: number, to: number, depth: number): void {
    const ends = this.#bucketEnds
    ends.values.fill(0)
    for (let i = from; i < to; i++) {
      const byte = this.#byteAt(i, depth)
      ends.set(byte, ends.at(byte) + 1)
    }
    let end = from
    for (let byte = 0; byte < 128; byte++) {
      end += ends.at(byte)
      ends.set(byte, end)
    }
    for (let i = to - 1; i >= from; i--) {
      const byte = this.#byteAt(i, depth)
      ends.set(byte, ends.at(byte) - 1)
      this.#scratch.set(ends.at(byte), this.#order.at(i))
    }
    this.#order.copy(this.#scratch, from, to)
  }

  #insertionSort(from: number, to: number, rankOf: (i: number) => number): void {
    for (let i = from + 1; i < to; i++) {
      const rank = rankOf(i)
      const entry = this.#order.at(i)
      let j = i
      for (; j > from && rankOf(j - 1) > rank; j--) this.#order.set(j, this.#order.at(j - 1))
      this.#order.set(j, entry)
    }
  }

  /** Values of one key: ascending priority, and the one added last first among equals. */
  #sortByPriority(from: number, to: number): void {
    if (to - from < 2) return
    const { priority } = this.#entries
    this.#order.values.subarray(from, to).sort((a, b) => priority.at(a) - priority.at(b) || b - a)
  }

  #child(group: Group, shape: Shape, i: number, table: number): Group {
    const from = shape.children[i] ?? group.to
    const to = shape.children[i + 1] ?? group.to
    const first = shape.children[0] ?? from
    const slot = this.#byteAt(from, shape.prefixEnd) - this.#byteAt(first, shape.prefixEnd)
    return { from, to, depth: shape.prefixEnd + 1, referenceAt: table + slot * 4 }
  }

  #writePrefix(group: Group, shape: Shape): void {
    if (shape.prefixEnd === group.depth) return
    const start = this.#entries.keys.start(this.#order.at(group.from))
    this.#out.range(this.#keys, start + group.depth, start + shape.prefixEnd)
    this.#out.u8(0)
  }

  /** Writes first, last and room for the references; returns where that room starts. */
  #writeChildRange(group: Group, shape: Shape): number {
    const first = this.#byteAt(shape.valuesEnd, shape.prefixEnd)
    const last = this.#byteAt(group.to - 1, shape.prefixEnd)
    this.#out.u8(first)
    this.#out.u8(last)
    return this.#out.skip((last - first + 1) * 4)
  }

  #writeValues(group: Group, shape: Shape): void {
    if (shape.valuesEnd === group.from) return
    this.#out.u32(shape.valuesEnd - group.from)
    for (let i = group.from; i < shape.valuesEnd; i++) {
      const entry = this.#order.at(i)
      this.#out.u32(this.#entries.priority.at(entry))
      this.#out.range(this.#values, this.#entries.valueStart.at(entry), this.#entries.valueEnd.at(entry))
      this.#out.u8(0)
    }
  }
}
