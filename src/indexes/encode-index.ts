/**
 * Writes an index file straight from its entries (see index-format.ts for the format).
 *
 * No tree is built: a node is a range of the entries in trie order (trie-order.ts), and goes out as soon as it is known.
 */
import { ByteWriter } from '../base/bytes.ts'
import { KmodError } from '../base/errors.ts'
import { checkAscii, IndexEntries, type IndexEntry } from './index-entries.ts'
import * as F from './index-format.ts'
import { type Group, type Shape, TrieOrder } from './trie-order.ts'

/**
 * The index file of `entries`, which are given in the order in which kmod would add them: of equal keys and priorities
 * the last one comes first.
 * @throws KmodError KMOD_LIMIT when it would not fit into the 28 bits of a reference, KMOD_INDEX_BAD_KEY
 */
export function encodeIndex(
  entries: IndexEntries | Iterable<IndexEntry>,
  layout: F.IndexLayout = 'pre-order',
): Uint8Array {
  const encoder = new Encoder(entries instanceof IndexEntries ? entries : indexEntriesOf(entries))
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

class Encoder {
  readonly #entries: IndexEntries
  readonly #keys: Uint8Array
  readonly #values: Uint8Array
  readonly #order: TrieOrder
  readonly #out = new ByteWriter(1 << 16)

  constructor(entries: IndexEntries) {
    this.#entries = entries
    this.#keys = entries.keys.bytes
    this.#values = entries.values()
    this.#order = new TrieOrder(entries)
    this.#out.u32(F.INDEX_MAGIC)
    this.#out.u32(F.INDEX_VERSION)
    this.#out.u32(F.HEADER_SIZE)
  }

  writePreOrder(): Uint8Array {
    const stack: Group[] = [{ from: 0, to: this.#entries.count, depth: 0, referenceAt: 8 }]
    for (let group = stack.pop(); group; group = stack.pop()) {
      const shape = this.#order.split(group)
      this.#out.patchU32(group.referenceAt, this.#out.length | shape.flags)
      this.#writePrefix(group, shape)
      if (shape.children.length > 0) {
        const table = this.#writeChildRange(group, shape)
        // Last child first onto the stack, so that the first one is written next.
        for (let i = shape.children.length - 1; i >= 0; i--)
          stack.push(this.#order.child(group, shape, i, table))
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
    const stack: Open[] = [{ group: root, shape: this.#order.split(root), references: [] }]
    for (let open = stack.at(-1); open; open = stack.at(-1)) {
      const { group, shape, references } = open
      if (references.length < shape.children.length) {
        const child = this.#order.child(group, shape, references.length, 0)
        stack.push({ group: child, shape: this.#order.split(child), references: [] })
        continue
      }
      stack.pop()
      const reference = this.#out.length | shape.flags
      this.#writePrefix(group, shape)
      if (shape.children.length > 0) {
        const table = this.#writeChildRange(group, shape)
        references.forEach((child, i) => {
          this.#out.patchU32(this.#order.child(group, shape, i, table).referenceAt, child)
        })
      }
      this.#writeValues(group, shape)
      const parent = stack.at(-1)
      if (parent) parent.references.push(reference)
      else this.#out.patchU32(8, reference)
    }
    return this.#out.bytes
  }

  #writePrefix(group: Group, shape: Shape): void {
    if (shape.prefixEnd === group.depth) return
    const start = this.#entries.keys.start(this.#order.entryAt(group.from))
    this.#out.range(this.#keys, start + group.depth, start + shape.prefixEnd)
    this.#out.u8(0)
  }

  /** Writes first, last and room for the references; returns where that room starts. */
  #writeChildRange(group: Group, shape: Shape): number {
    const first = this.#order.byteAt(shape.valuesEnd, shape.prefixEnd)
    const last = this.#order.byteAt(group.to - 1, shape.prefixEnd)
    this.#out.u8(first)
    this.#out.u8(last)
    return this.#out.skip((last - first + 1) * 4)
  }

  #writeValues(group: Group, shape: Shape): void {
    if (shape.valuesEnd === group.from) return
    this.#out.u32(shape.valuesEnd - group.from)
    for (let i = group.from; i < shape.valuesEnd; i++) {
      const entry = this.#order.entryAt(i)
      this.#out.u32(this.#entries.priority.at(entry))
      this.#out.range(this.#values, this.#entries.valueStart.at(entry), this.#entries.valueEnd.at(entry))
      this.#out.u8(0)
    }
  }
}
