/**
 * Writes an index file straight from its entries (see index-format.ts for the format).
 *
 * No tree is built: a node is a range of the sorted entries (key-order.ts), and goes out as soon as it is known.
 */
import { ByteWriter } from '../base/bytes.ts'
import { KmodError } from '../base/errors.ts'
import { IndexEntries, type IndexEntry } from './index-entries.ts'
import * as F from './index-format.ts'
import { orderKeys } from './key-order.ts'

/**
 * The index file of `entries`, which are given in the order in which kmod would add them: of equal keys and priorities
 * the last one comes first.
 * @throws KmodError KMOD_LIMIT when it would not fit into the 28 bits of a reference, KMOD_INDEX_BAD_KEY
 */
export function encodeIndex(
  entries: IndexEntries | Iterable<IndexEntry>,
  layout: F.IndexLayout = 'pre-order',
): Uint8Array {
  const columns = entries instanceof IndexEntries ? entries : indexEntriesOf(entries)
  columns.checkAscii()
  const encoder = new Encoder(columns)
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
    columns.push(start, values.length, priority)
  }
  return columns
}

/** A node: the entries `from` to `to` of the order, whose keys share `depth` bytes up to and including its branch. */
interface Node {
  readonly from: number
  readonly to: number
  readonly depth: number
  /** Where the reference to this node goes. */
  readonly referenceAt: number
}

/** How far the keys of a node go together, and which of its entries are its own values: those before `valuesEnd`. */
interface Extent {
  readonly prefixEnd: number
  readonly valuesEnd: number
}

/** A node whose children are written before it. */
interface OpenNode {
  readonly node: Node
  readonly extent: Extent
  /** Their `referenceAt` counts from the start of the node's references. */
  readonly children: readonly Node[]
  /** To the children that have been written. */
  readonly references: number[]
}

/** Where in the header the reference to the root stands. */
const ROOT_REFERENCE = 8

class Encoder {
  /** See KeyOrder. */
  readonly #order: Int32Array
  readonly #shared: Int32Array
  readonly #keys: Uint8Array
  readonly #keyBounds: Int32Array
  readonly #values: Uint8Array
  readonly #valueStarts: Int32Array
  readonly #valueEnds: Int32Array
  readonly #priorities: Int32Array
  readonly #out = new ByteWriter(1 << 18)

  constructor(entries: IndexEntries) {
    const { order, shared } = orderKeys(entries)
    this.#order = order
    this.#shared = shared
    this.#keys = entries.keys.memory
    this.#keyBounds = entries.keys.bounds
    this.#values = entries.values()
    this.#valueStarts = entries.valueStart.values
    this.#valueEnds = entries.valueEnd.values
    this.#priorities = entries.priority.values
    this.#out.u32(F.INDEX_MAGIC)
    this.#out.u32(F.INDEX_VERSION)
    this.#out.u32(F.HEADER_SIZE)
  }

  writePreOrder(): Uint8Array {
    const stack = [this.#root()]
    for (let node = stack.pop(); node; node = stack.pop()) {
      const extent = this.#extentOf(node)
      this.#out.patchU32(node.referenceAt, this.#out.length | flagsOf(node, extent))
      this.#writePrefix(node, extent)
      const children = this.#childrenOf(node, extent, this.#writeChildRange(node, extent))
      // Last child first onto the stack, so that the first one is written next.
      for (let i = children.length - 1; i >= 0; i--) stack.push(children[i]!)
      this.#writeValues(node, extent)
    }
    return this.#out.bytes
  }

  writePostOrder(): Uint8Array {
    const stack = [this.#open(this.#root())]
    for (let open = stack.at(-1); open; open = stack.at(-1)) {
      const { node, extent, children, references } = open
      const next = children[references.length]
      if (next) {
        stack.push(this.#open(next))
        continue
      }
      stack.pop()
      const reference = this.#out.length | flagsOf(node, extent)
      this.#writePrefix(node, extent)
      const table = this.#writeChildRange(node, extent)
      for (const [i, child] of references.entries())
        this.#out.patchU32(table + children[i]!.referenceAt, child)
      this.#writeValues(node, extent)
      const parent = stack.at(-1)
      if (parent) parent.references.push(reference)
      else this.#out.patchU32(node.referenceAt, reference)
    }
    return this.#out.bytes
  }

  #open(node: Node): OpenNode {
    const extent = this.#extentOf(node)
    return { node, extent, children: this.#childrenOf(node, extent, 0), references: [] }
  }

  #root(): Node {
    return { from: 0, to: this.#order.length, depth: 0, referenceAt: ROOT_REFERENCE }
  }

  #extentOf({ from, to, depth }: Node): Extent {
    if (from === to) return { prefixEnd: depth, valuesEnd: from }
    // kmod: the root keeps no prefix, even when all keys start alike.
    let prefixEnd = depth === 0 ? 0 : this.#keyLength(from)
    for (let i = from + 1; i < to; i++) if (this.#shared[i]! < prefixEnd) prefixEnd = this.#shared[i]!
    let valuesEnd = from
    while (valuesEnd < to && this.#keyLength(valuesEnd) === prefixEnd) valuesEnd++
    return { prefixEnd, valuesEnd }
  }

  /** One for each byte that follows the prefix. `table` is where the references to them stand. */
  #childrenOf({ to }: Node, { prefixEnd, valuesEnd }: Extent, table: number): Node[] {
    const children: Node[] = []
    for (let from = valuesEnd; from < to; ) {
      let next = from + 1
      while (next < to && this.#shared[next]! > prefixEnd) next++
      const slot = this.#byteAt(from, prefixEnd) - this.#byteAt(valuesEnd, prefixEnd)
      children.push({ from, to: next, depth: prefixEnd + 1, referenceAt: table + slot * 4 })
      from = next
    }
    return children
  }

  #writePrefix({ from, depth }: Node, { prefixEnd }: Extent): void {
    if (prefixEnd === depth) return
    const start = this.#keyBounds[this.#order[from]!]!
    this.#out.range(this.#keys, start + depth, start + prefixEnd)
    this.#out.u8(0)
  }

  /** Writes first, last and room for the references; returns where that room starts. */
  #writeChildRange({ to }: Node, { prefixEnd, valuesEnd }: Extent): number {
    if (valuesEnd === to) return 0
    const first = this.#byteAt(valuesEnd, prefixEnd)
    const last = this.#byteAt(to - 1, prefixEnd)
    this.#out.u8(first)
    this.#out.u8(last)
    return this.#out.skip((last - first + 1) * 4)
  }

  #writeValues({ from }: Node, { valuesEnd }: Extent): void {
    if (valuesEnd === from) return
    this.#out.u32(valuesEnd - from)
    for (let i = from; i < valuesEnd; i++) {
      const entry = this.#order[i]!
      this.#out.u32(this.#priorities[entry]!)
      this.#out.range(this.#values, this.#valueStarts[entry]!, this.#valueEnds[entry]!)
      this.#out.u8(0)
    }
  }

  #keyLength(i: number): number {
    const entry = this.#order[i]!
    return this.#keyBounds[entry + 1]! - this.#keyBounds[entry]!
  }

  #byteAt(i: number, depth: number): number {
    return this.#keys[this.#keyBounds[this.#order[i]!]! + depth]!
  }
}

const flagsOf = ({ from, to, depth }: Node, { prefixEnd, valuesEnd }: Extent): number =>
  (prefixEnd > depth ? F.FLAG_PREFIX : 0) |
  (valuesEnd > from ? F.FLAG_VALUES : 0) |
  (to > valuesEnd ? F.FLAG_CHILDREN : 0)
