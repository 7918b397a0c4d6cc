/**
 * AssemblyScript. Writes an index file from its entries; indexes/encode-index.ts lays them out and calls `encode`, and
 * indexes/index-format.ts has the format. The other parts of the program produce the entries and the text files.
 *
 * No tree is built: the entries are sorted by their keys, and a node is a range of them that goes out as soon as it is
 * known. As JavaScript this takes three times as long, for most of which V8 has not yet compiled it.
 *
 * Addresses are in bytes. An entry is its number; `place` is a place in the sorted order.
 */
import * as format from '../../index-constants'
import * as request from '../../index-request-layout'
import { copy } from '../byte-runs'
import { entryAt, keyAt, keyLength, lookAtOrder, sharedAt } from '../key-order'
import { setWord, word } from '../words'
import { reserve } from '../working-memory'

export { orderKeys, orderSize } from '../key-order'
export { heapStart, reserve } from '../working-memory'
export { builtinAliases, builtinModules, refusedCount } from './builtin-lists'
export { firstBadKey, firstBadValue, pickKeys } from './index-texts'
export { everyRow, modulesWithDevname, ownedNames, pickWords, rowsOfKind } from './row-picks'
export { orderSymbols } from './symbol-order'
export { dependenciesSize, joinDependencies, joinedSize, joinLines } from './text-rows'

const MAGIC: u32 = <u32>format.INDEX_MAGIC
const VERSION: u32 = format.INDEX_VERSION
const HEADER_SIZE: u32 = format.HEADER_SIZE
const FLAG_PREFIX: u32 = <u32>format.FLAG_PREFIX
const FLAG_VALUES: u32 = format.FLAG_VALUES
const FLAG_CHILDREN: u32 = format.FLAG_CHILDREN

/** The largest value of a reference; `encode` gives up beyond it. */
const MAX_SIZE: usize = format.OFFSET_MASK
/** Upper bound of any part of a node besides its prefix and its values: 128 references and some counts. */
const NODE_ROOM: usize = 1024

let values: usize = 0
let valueBounds: usize = 0
let valueRows: usize = 0
let valueCut: u32 = 0
let priorities: usize = 0
/** Nodes that are being written, each the parent of the next. */
let stack: usize = 0

/** Start of the file, and the position of its next byte. */
let output: usize = 0
let out: usize = 0

/** Bytes of working memory of `encode` for `count` entries, like orderSize(). */
export function workspaceSize(count: u32): f64 {
  return (<f64>count + 2) * <f64>FRAME_SIZE + (<f64>count + 1) * 8 + 32
}

const requestBlock: usize = memory.data(request.REQUEST_WORDS * 4, 8)

/** Address of the words of index-request-layout.ts. */
export function requestWords(): usize {
  return requestBlock
}

/**
 * Writes the index that the words at `requestWords` describe, after its working memory. The value of an entry is the
 * text in its row of the column.
 * @returns its size, 0 when it would be too large; it is at `outputStart`
 */
export function encode(): usize {
  const count = word(requestBlock, request.COUNT)
  lookAtOrder(
    count,
    word(requestBlock, request.KEYS),
    word(requestBlock, request.KEY_BOUNDS),
    word(requestBlock, request.SORTED),
  )
  values = word(requestBlock, request.VALUES)
  valueBounds = word(requestBlock, request.VALUE_BOUNDS)
  valueRows = word(requestBlock, request.VALUE_ROWS)
  valueCut = word(requestBlock, request.VALUE_CUT)
  priorities = word(requestBlock, request.PRIORITIES)
  stack = (<usize>word(requestBlock, request.WORKSPACE) + 7) & ~7
  references = stack + <usize>(count + 2) * FRAME_SIZE
  output = (references + <usize>(count + 1) * 8 + 7) & ~7
  out = output
  return writeFile(count, word(requestBlock, request.IS_PRE_ORDER) !== 0) ? out - output : 0
}

export function outputStart(): usize {
  return output
}

/**
 * A node that is being written: the entries at places `from` to `to`, whose keys share `depth` bytes up to and
 * including the branch that leads here. Its prefix ends at `prefixEnd`; the entries before `valuesEnd` are its own
 * values; `next` is where the child to be written next starts. `table`: where its references are, once they have room;
 * `referencesFrom`: how many references to finished nodes there were when it was opened.
 */
const FROM: usize = 0
const TO: usize = 4
const DEPTH: usize = 8
const PREFIX_END: usize = 12
const VALUES_END: usize = 16
const NEXT: usize = 20
const TABLE: usize = 24
const REFERENCES_FROM: usize = 28
const FRAME_SIZE: usize = 32

/** Post-order: references to nodes whose parent is not written yet. */
let references: usize = 0
let referenceCount: u32 = 0

/** A walk over all nodes, children in the order of their bytes. @returns false when the file gets too large */
function writeFile(count: u32, preOrder: bool): bool {
  if (!reserve(out + NODE_ROOM)) return false
  write32(MAGIC)
  write32(VERSION)
  write32(HEADER_SIZE)
  referenceCount = 0
  let top = openNode(stack, 0, count, 0)
  if (preOrder) {
    store<u32>(output + 8, bswap<u32>(HEADER_SIZE | flagsOf(top)))
    if (!writeNode(top)) return false
  }
  for (;;) {
    const from = load<u32>(top, NEXT)
    if (from < load<u32>(top, TO)) {
      const to = endOfChild(top, from)
      store<u32>(top, to, NEXT)
      const child = openNode(top + FRAME_SIZE, from, to, load<u32>(top, PREFIX_END) + 1)
      if (preOrder) {
        setReference(top, from, <u32>(out - output) | flagsOf(child))
        if (!writeNode(child)) return false
      }
      top = child
      continue
    }
    if (!preOrder) {
      const reference = <u32>(out - output) | flagsOf(top)
      if (!writeNode(top)) return false
      setReferences(top)
      setWord(references, referenceCount++, reference)
    }
    if (top === stack) break
    top -= FRAME_SIZE
  }
  if (!preOrder) store<u32>(output + 8, bswap<u32>(word(references, 0)))
  return true
}

function openNode(frame: usize, from: u32, to: u32, depth: u32): usize {
  let prefixEnd = depth
  // kmod: the root keeps no prefix, even when all keys share one.
  if (depth > 0) {
    prefixEnd = keyLength(from)
    for (let place = from + 1; place < to; place++) prefixEnd = min(prefixEnd, sharedAt(place))
  }
  let valuesEnd = from
  while (valuesEnd < to && keyLength(valuesEnd) === prefixEnd) valuesEnd++
  store<u32>(frame, from, FROM)
  store<u32>(frame, to, TO)
  store<u32>(frame, depth, DEPTH)
  store<u32>(frame, prefixEnd, PREFIX_END)
  store<u32>(frame, valuesEnd, VALUES_END)
  store<u32>(frame, valuesEnd, NEXT)
  store<u32>(frame, referenceCount, REFERENCES_FROM)
  return frame
}

function flagsOf(frame: usize): u32 {
  const valuesEnd = load<u32>(frame, VALUES_END)
  const prefix = load<u32>(frame, PREFIX_END) > load<u32>(frame, DEPTH) ? FLAG_PREFIX : 0
  const own = valuesEnd > load<u32>(frame, FROM) ? FLAG_VALUES : 0
  return prefix | own | (load<u32>(frame, TO) > valuesEnd ? FLAG_CHILDREN : 0)
}

/** The end of the child that starts at place `from`: the first key that differs right after the prefix. */
function endOfChild(frame: usize, from: u32): u32 {
  const to = load<u32>(frame, TO)
  const prefixEnd = load<u32>(frame, PREFIX_END)
  let end = from + 1
  while (end < to && sharedAt(end) > prefixEnd) end++
  return end
}

/** The byte that leads to the child whose first key is at `place`. */
function branchAt(frame: usize, place: u32): u32 {
  return load<u8>(keyAt(place) + load<u32>(frame, PREFIX_END))
}

function setReference(frame: usize, child: u32, reference: u32): void {
  const slot = branchAt(frame, child) - branchAt(frame, load<u32>(frame, VALUES_END))
  store<u32>(<usize>load<u32>(frame, TABLE) + ((<usize>slot) << 2), bswap<u32>(reference))
}

/** The last noted references are those to the children, in their order. */
function setReferences(frame: usize): void {
  let i = load<u32>(frame, REFERENCES_FROM)
  const to = load<u32>(frame, TO)
  for (let child = load<u32>(frame, VALUES_END); child < to; child = endOfChild(frame, child))
    setReference(frame, child, word(references, i++))
  referenceCount = load<u32>(frame, REFERENCES_FROM)
}

/** Writes the parts of a node, its references as zeros. @returns false when the file gets too large */
function writeNode(frame: usize): bool {
  const from = load<u32>(frame, FROM)
  const to = load<u32>(frame, TO)
  const depth = load<u32>(frame, DEPTH)
  const prefixEnd = load<u32>(frame, PREFIX_END)
  const valuesEnd = load<u32>(frame, VALUES_END)
  if (!reserve(out + (prefixEnd - depth) + NODE_ROOM)) return false
  if (prefixEnd > depth) writeText(keyAt(from) + depth, prefixEnd - depth)
  if (valuesEnd < to) {
    const first = branchAt(frame, valuesEnd)
    const last = branchAt(frame, to - 1)
    store<u8>(out, <u8>first)
    store<u8>(out, <u8>last, 1)
    store<u32>(frame, <u32>(out + 2), TABLE)
    memory.fill(out + 2, 0, (<usize>(last - first + 1)) << 2)
    out += 2 + ((<usize>(last - first + 1)) << 2)
  }
  if (valuesEnd > from) write32(valuesEnd - from)
  for (let place = from; place < valuesEnd; place++) {
    const entry = entryAt(place)
    const row = word(valueRows, entry)
    const start = word(valueBounds, row)
    const size = word(valueBounds, row + 1) - start - valueCut
    // Checked for each: one node can have all values there are.
    if (out - output > MAX_SIZE || !reserve(out + size + NODE_ROOM)) return false
    write32(word(priorities, entry))
    writeText(values + start, size)
  }
  return out - output <= MAX_SIZE
}

function write32(value: u32): void {
  store<u32>(out, bswap<u32>(value))
  out += 4
}

/** Writes the bytes, followed by a NUL. */
function writeText(source: usize, size: usize): void {
  out = copy(out, source, size)
  store<u8>(out++, 0)
}
