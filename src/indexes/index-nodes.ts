/**
 * Reads single nodes of an index file (see index-format.ts) out of a ByteSource: only what is asked for is loaded.
 *
 * kmod takes some wrong references for no node at all: offset 0, an offset past the end, children that begin behind
 * their end or are not 7-bit ASCII. What it would read past the end of the file is KMOD_INDEX_MALFORMED here.
 */
import type { ByteSource } from '../base/byte-source.ts'
import { byteAt, findNul } from '../base/bytes.ts'
import { KmodError } from '../base/errors.ts'
import * as F from './index-format.ts'

/** Longer keys are taken for a loop in the trie; the aliases of real modules stay below 300 bytes. */
export const MAX_KEY_LENGTH = 16 * 1024

/** A value of modules.dep.bin is a line of modules.dep: a path for each of its dependencies. */
export const MAX_VALUE_LENGTH = 1024 * 1024

/** How much is looked through at once for the end of a string. */
const STRING_STEP = 64

export interface IndexNode {
  readonly prefix: string
  /** The bytes of the first and the last child; `first > last` when there are none. */
  readonly first: number
  readonly last: number
  /** Where the references to the children stand. */
  readonly table: number
  /** Where the count of values stands; 0 when the node has none. */
  readonly values: number
}

export interface IndexValue {
  readonly value: string
  /** Lower comes first. */
  readonly priority: number
}

export const malformed = (what: string, offset: number): KmodError =>
  new KmodError('KMOD_INDEX_MALFORMED', `Cannot read index: ${what} at 0x${offset.toString(16)}`, { offset })

/**
 * Checks the head of an index and returns the reference to its root.
 * @throws KmodError KMOD_INDEX_NOT_INDEX or KMOD_INDEX_VERSION
 */
export function readRoot(source: ByteSource): number {
  if (source.size < F.HEADER_SIZE)
    throw new KmodError('KMOD_INDEX_NOT_INDEX', `Cannot read index: ${source.size} bytes are too few`)
  source.load(0, F.HEADER_SIZE)
  const magic = source.view.getUint32(0)
  if (magic !== F.INDEX_MAGIC)
    throw new KmodError('KMOD_INDEX_NOT_INDEX', `Cannot read index: the magic is 0x${magic.toString(16)}`, {
      found: magic,
    })
  const major = source.view.getUint16(4)
  if (major !== F.INDEX_VERSION >>> 16)
    throw new KmodError('KMOD_INDEX_VERSION', `Cannot read index: the major version is ${major}`, {
      found: major,
    })
  return source.view.getUint32(8)
}

/**
 * The nodes of one index. `read` counts the bytes that nodes took up: in a trie no byte belongs to two nodes, so who
 * has walked over more bytes than there are goes in circles.
 */
export class IndexNodes {
  readonly #source: ByteSource
  /** The same memory, for strings. */
  readonly #text: Buffer
  readonly #root: number
  read = 0

  constructor(source: ByteSource) {
    this.#source = source
    this.#text = Buffer.from(source.bytes.buffer, source.bytes.byteOffset, source.bytes.byteLength)
    this.#root = readRoot(source)
  }

  get size(): number {
    return this.#source.size
  }

  root(): IndexNode | undefined {
    return this.node(this.#root)
  }

  /** The node of a reference; undefined for what kmod takes for none. */
  node(reference: number): IndexNode | undefined {
    const offset = reference & F.OFFSET_MASK
    if (offset === 0 || offset >= this.#source.size) return undefined
    let at = offset
    let [prefix, first, last] = ['', 1, 0]
    if (reference & F.FLAG_PREFIX) {
      prefix = this.#string(at, MAX_KEY_LENGTH)
      at += prefix.length + 1
    }
    const hasChildren = (reference & F.FLAG_CHILDREN) !== 0
    if (hasChildren) {
      this.#need(at, 2)
      first = byteAt(this.#source.bytes, at)
      last = byteAt(this.#source.bytes, at + 1)
      if (first > last || last >= 0x80) return undefined
      at += 2
    }
    const end = at + (last - first + 1) * 4
    this.read += end - offset
    return { prefix, first, last, table: at, values: reference & F.FLAG_VALUES ? end : 0 }
  }

  /** The child for `byte`. */
  child(node: IndexNode, byte: number): IndexNode | undefined {
    if (byte < node.first || byte > node.last) return undefined
    return this.node(this.#u32(node.table + (byte - node.first) * 4))
  }

  /** Calls `action` for each child, the last one first. */
  eachChildFromLast(node: IndexNode, action: (byte: number, child: IndexNode) => void): void {
    this.#need(node.table, (node.last - node.first + 1) * 4)
    for (let byte = node.last; byte >= node.first; byte--) {
      const reference = this.#source.view.getUint32(node.table + (byte - node.first) * 4)
      const child = reference === 0 ? undefined : this.node(reference)
      if (child) action(byte, child)
    }
  }

  /** The values of a node, as they stand. */
  *values(node: IndexNode): Generator<IndexValue> {
    if (node.values === 0) return
    let at = node.values + 4
    for (let left = this.#u32(node.values); left > 0; left--) {
      const priority = this.#u32(at)
      const value = this.#string(at + 4, MAX_VALUE_LENGTH)
      yield { value, priority }
      this.read += value.length + 5
      at += value.length + 5
    }
    this.read += 4
  }

  #u32(at: number): number {
    this.#need(at, 4)
    return this.#source.view.getUint32(at)
  }

  #need(at: number, count: number): void {
    if (at + count > this.#source.size) throw malformed('a node is cut off', at)
    this.#source.load(at, at + count)
  }

  #string(start: number, limit: number): string {
    const { bytes, size } = this.#source
    const stop = Math.min(size, start + limit + 1)
    for (let at = start; at < stop; at += STRING_STEP) {
      const end = Math.min(at + STRING_STEP, stop)
      this.#source.load(at, end)
      const nul = findNul(bytes, at, end)
      if (nul < end) return this.#text.toString('latin1', start, nul)
    }
    throw malformed(stop < size ? `a string is longer than ${limit} bytes` : 'a string has no end', start)
  }
}
