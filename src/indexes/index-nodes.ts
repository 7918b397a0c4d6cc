/**
 * Reads single nodes of an index file (see index-format.ts) from a ByteSource: only requested nodes are loaded.
 *
 * kmod treats some invalid references as missing nodes: offset 0, an offset past the end, a first child after the last
 * one or outside 7-bit ASCII. Where kmod would read past the end of the file, KMOD_INDEX_MALFORMED is thrown here.
 */
import type { ByteSource } from '../base/byte-source.ts'
import { byteAt, byteString } from '../base/bytes.ts'
import { KmodError } from '../base/errors.ts'
import * as F from './index-format.ts'
import type { WholeIndex } from './index-text.ts'

/** The number of bytes that are searched first for the end of a string. */
const STRING_STEP = 64

const NO_BYTES = Buffer.alloc(0)

/** An index of which parts can be loaded. */
export interface IndexSource extends ByteSource {
  /** Whether all of it is loaded; absent if that is not known. */
  readonly isWhole?: boolean
}

export interface IndexNode {
  readonly prefix: string
  /** The bytes of the first and the last child; `first > last` if there are none. */
  readonly first: number
  readonly last: number
  /** The offset of the references to the children. */
  readonly table: number
  /** The offset of the count of values; 0 if the node has none. */
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
 * Checks the header of an index and returns the reference to its root.
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

/** The nodes of one index. `read` counts their bytes: no byte belongs to two nodes, so more than the file has is a loop. */
export class IndexNodes {
  readonly #source: IndexSource
  /** The reference to the root. */
  readonly start: number
  /** The memory of the source, for strings. */
  #memory: Buffer = NO_BYTES
  #whole: WholeIndex | undefined
  read = 0

  constructor(source: IndexSource) {
    this.#source = source
    this.start = readRoot(source)
  }

  /** The whole index, once all of it is loaded. */
  get whole(): WholeIndex | undefined {
    if (this.#whole === undefined && this.#source.isWhole) {
      const { bytes, view } = this.#source
      this.#whole = { bytes, view, text: byteString(bytes) }
    }
    return this.#whole
  }

  get size(): number {
    return this.#source.size
  }

  root(): IndexNode | undefined {
    return this.node(this.start)
  }

  /** The node of a reference; undefined if kmod treats it as missing. */
  node(reference: number): IndexNode | undefined {
    const offset = reference & F.OFFSET_MASK
    if (offset === 0 || offset >= this.#source.size) return undefined
    let at = offset
    let [prefix, first, last] = ['', 1, 0]
    if (reference & F.FLAG_PREFIX) {
      prefix = this.#string(at, F.MAX_KEY_LENGTH)
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

  /**
   * The offset of the values of a key; 0 if there are none. The same as following `child` from `root`, but without
   * creating objects for the many nodes on the way.
   */
  find(key: string): number {
    let reference = this.start
    for (let at = 0; ; at++) {
      const offset = reference & F.OFFSET_MASK
      if (offset === 0 || offset >= this.#source.size) return 0
      const length = reference & F.FLAG_PREFIX ? this.#prefixLength(offset, key, at) : 0
      if (length < 0) return 0
      at += length
      const table = offset + (reference & F.FLAG_PREFIX ? length + 1 : 0)
      if (at === key.length) return this.node(reference)?.values ?? 0
      if ((reference & F.FLAG_CHILDREN) === 0) return 0
      this.#need(table, 2)
      const first = byteAt(this.#source.bytes, table)
      const last = byteAt(this.#source.bytes, table + 1)
      const byte = key.charCodeAt(at)
      if (first > last || last >= 0x80 || byte < first || byte > last) return 0
      reference = this.#u32(table + 2 + (byte - first) * 4)
    }
  }

  /** The length of the prefix at `start` if `key` continues with it at `from`, else -1. */
  #prefixLength(start: number, key: string, from: number): number {
    const end = Math.min(start + key.length - from + 1, this.#source.size)
    this.#source.load(start, end)
    const { bytes } = this.#source
    for (let at = start; at < end; at++) {
      const byte = byteAt(bytes, at)
      if (byte === 0) return at - start
      if (byte !== key.charCodeAt(from + at - start)) break
    }
    // Distinguished from an unterminated string.
    this.#string(start, F.MAX_KEY_LENGTH)
    return -1
  }

  /** The first of the values at `values`, an offset returned by `find`. */
  firstValue(values: number): string | undefined {
    if (values === 0 || this.#u32(values) === 0) return undefined
    this.#need(values + 4, 4)
    return this.#string(values + 8, F.MAX_VALUE_LENGTH)
  }

  /**
   * The values at the offset `values` of a node, in stored order.
   * @throws KmodError KMOD_LIMIT
   */
  valuesAt(values: number): IndexValue[] {
    const found: IndexValue[] = []
    if (values === 0) return found
    let at = values + 4
    const count = this.#u32(values)
    // Each value has at least five bytes.
    if (at + count * 5 > this.#source.size) throw malformed('a node is cut off', at)
    checkValueCount(count)
    for (let left = count; left > 0; left--) {
      const priority = this.#u32(at)
      const value = this.#string(at + 4, F.MAX_VALUE_LENGTH)
      found.push({ value, priority })
      this.read += value.length + 5
      at += value.length + 5
    }
    this.read += 4
    return found
  }

  /** The loaded part of the index, which grows with every `load`. */
  #bytes(): Buffer {
    const { bytes } = this.#source
    if (this.#memory.buffer !== bytes.buffer)
      this.#memory = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return this.#memory
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
    const { size } = this.#source
    const stop = Math.min(size, start + limit + 1)
    // Doubles the range each time, because indexOf() searches to the end of it.
    for (let at = start, step = STRING_STEP; at < stop; at += step / 2) {
      const end = Math.min(at + step, stop)
      step *= 2
      this.#source.load(at, end)
      const text = this.#bytes()
      const nul = text.indexOf(0, at)
      if (nul >= 0 && nul < end) return text.toString('latin1', start, nul)
    }
    throw malformed(
      stop < size ? `a string is longer than ${limit} bytes` : 'a string is not terminated',
      start,
    )
  }
}

/** @throws KmodError KMOD_LIMIT for more values than the limit */
export function checkValueCount(count: number): void {
  if (count > F.MAX_INDEX_VALUES)
    throw new KmodError('KMOD_LIMIT', `Cannot read index: it has more than ${F.MAX_INDEX_VALUES} values`)
}
