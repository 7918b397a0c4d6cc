/**
 * Queries an index file (see index-format.ts for the format) of either layout: nodes are followed from the root, and
 * only the nodes on the way are loaded.
 *
 * kmod has two readers. One maps the file into memory; the other reads it piece by piece and thereby reverses the
 * values of a node that have equal priorities. `order` selects which reader to follow. kmod: libkmod/libkmod-index.c,
 * index_mm_*() and index_*()
 */
import { wholeSource } from '../base/byte-source.ts'
import { fnmatch } from '../base/fnmatch.ts'
import type { IndexEntry } from './index-entries.ts'
import { MAX_KEY_LENGTH } from './index-format.ts'
import {
  checkValueCount,
  type IndexNode,
  IndexNodes,
  type IndexSource,
  type IndexValue,
  malformed,
} from './index-nodes.ts'
import { findSingle, UNSURE } from './index-text.ts'

/** The order of values of equal priority in one node: as stored, or the last one first. */
export type ValueOrder = 'stored' | 'reversed'

/** The bytes that make a key of the index a pattern: from the first of them on it is matched by fnmatch(). */
const WILDCARDS = ['*', '?', '[']
const FIRST_WILDCARD = /[*?[]/

/**
 * All entries of an index: by key (strcmp), the values of a key in stored order.
 * @throws KmodError KMOD_INDEX_NOT_INDEX, KMOD_INDEX_VERSION, KMOD_INDEX_MALFORMED or KMOD_LIMIT
 */
export const decodeIndex = (bytes: Uint8Array): IndexEntry[] => [
  ...new ModuleIndex(wholeSource(bytes)).entries(),
]

/** Every query can throw KmodError KMOD_INDEX_MALFORMED. */
export class ModuleIndex {
  readonly #nodes: IndexNodes
  readonly #order: ValueOrder

  /** @throws KmodError KMOD_INDEX_NOT_INDEX or KMOD_INDEX_VERSION */
  constructor(source: IndexSource, order: ValueOrder = 'stored') {
    this.#nodes = new IndexNodes(source)
    this.#order = order
  }

  /** Exact search: the first value of the key. */
  find(key: string): string | undefined {
    const { whole, start } = this.#nodes
    const value = whole === undefined ? UNSURE : findSingle(whole, start, key)
    return value === UNSURE ? this.#findByNodes(key) : value
  }

  #findByNodes(key: string): string | undefined {
    const values = this.#nodes.find(key)
    return this.#order === 'stored'
      ? this.#nodes.firstValue(values)
      : sortedFromLast(this.#nodes.valuesAt(values))[0]?.value
  }

  /**
   * Wildcard search: the values of all keys that match `text`, keys being patterns, by ascending priority. Values of
   * equal priority are in the reverse of the order in which the search finds them, as kmod inserts each new one before
   * the others.
   */
  match(text: string): IndexValue[] {
    const met: IndexValue[] = []
    for (const node of this.#matchingNodes(text)) {
      const values = this.#values(node)
      checkValueCount(met.length + values.length)
      for (const value of values) met.push(value)
    }
    return met.reverse().sort((a, b) => a.priority - b.priority)
  }

  /** All entries, those of a node before those of its children, as printed by `modprobe -c`. */
  *entries(): Generator<IndexEntry> {
    const root = this.#nodes.root()
    if (root === undefined) return
    const limit = this.#nodes.read + this.#nodes.size
    const open: Step[] = [{ key: root.prefix, node: root }]
    let count = 0
    for (let step = open.pop(); step; step = open.pop()) {
      const { key, node } = step
      const values = this.#values(node)
      count += values.length
      checkValueCount(count)
      for (const { value, priority } of values) yield { key, value, priority }
      this.#pushChildren(open, step)
      this.#checkRead(limit)
    }
  }

  /**
   * The nodes of all keys that match. The text is followed literally, and at each step all keys that continue with a
   * wildcard are tried. kmod: index_mm_searchwild__node()
   */
  *#matchingNodes(text: string): Generator<IndexNode> {
    // A node is visited once, and once more for each wildcard in the text itself, which is followed literally, too.
    const limit = this.#nodes.read + this.#nodes.size * (1 + [...text].filter(isWildcard).length)
    let node = this.#nodes.root()
    let at = 0
    while (node !== undefined) {
      const wildcard = node.prefix.search(FIRST_WILDCARD)
      const literal = wildcard < 0 ? node.prefix : node.prefix.slice(0, wildcard)
      if (!text.startsWith(literal, at)) return
      at += literal.length
      const rest = text.slice(at)
      if (wildcard >= 0) {
        yield* this.#matchingBelow({ key: node.prefix.slice(wildcard), node }, rest, limit)
        return
      }
      for (const char of WILDCARDS) {
        const child = this.#nodes.child(node, char.charCodeAt(0))
        if (child) yield* this.#matchingBelow({ key: char + child.prefix, node: child }, rest, limit)
      }
      if (rest === '') yield node
      node = rest === '' ? undefined : this.#nodes.child(node, text.charCodeAt(at++))
    }
  }

  /** Tries every key at and below a node, the keys below first. kmod: index_mm_searchwild__all() */
  *#matchingBelow(start: Step, rest: string, limit: number): Generator<IndexNode> {
    const open = [start]
    for (let step = open.pop(); step; step = open.pop()) {
      const { key, node, isDone } = step
      if (isDone) {
        if (fnmatch(key, rest)) yield node
        continue
      }
      if (node.values !== 0) open.push({ key, node, isDone: true })
      this.#pushChildren(open, step)
      this.#checkRead(limit)
    }
  }

  /** Last child first, so that the first one is popped next. */
  #pushChildren(open: Step[], { key, node }: Step): void {
    this.#nodes.eachChildFromLast(node, (byte, child) => {
      open.push({ key: longerKey(key + String.fromCharCode(byte), child), node: child })
    })
  }

  /** In a trie no byte belongs to two nodes: having read more bytes than the file has means a loop. */
  #checkRead(limit: number): void {
    if (this.#nodes.read > limit) throw malformed('nodes overlap or go in circles', this.#nodes.size)
  }

  #values(node: IndexNode): IndexValue[] {
    const values = this.#nodes.valuesAt(node.values)
    return this.#order === 'stored' ? values : sortedFromLast(values)
  }
}

/** kmod: the reader that reads piece by piece inserts each value before those of the same priority. */
const sortedFromLast = (values: IndexValue[]): IndexValue[] =>
  values.reverse().sort((a, b) => a.priority - b.priority)

/** A node that a walk has yet to visit, and the key up to its children. */
interface Step {
  readonly key: string
  readonly node: IndexNode
  /** Everything below the node has been visited. */
  readonly isDone?: boolean
}

const isWildcard = (char: string): boolean => WILDCARDS.includes(char)

function longerKey(key: string, { prefix, table }: IndexNode): string {
  if (key.length + prefix.length > MAX_KEY_LENGTH)
    throw malformed(`a key is longer than ${MAX_KEY_LENGTH} bytes`, table)
  return key + prefix
}
