/**
 * Exact search in an index (see index-format.ts) that is completely loaded. Strings are taken from it as one byte string:
 * the runtime finds their ends and slices them without copying, so only the result is allocated. Numbers are taken from its
 * bytes: hundreds of lookups are too few to be compiled, and in V8's interpreter a byte of a string takes a call.
 *
 * Errors in an index are reported in one place, index-nodes.ts: here every doubt returns `UNSURE`.
 */
import { byteAt } from '../base/bytes.ts'
import * as F from './index-format.ts'

/** The index may be damaged at the result: reading it node by node reports the error. */
export const UNSURE: unique symbol = Symbol('unsure')

/** An index in memory. */
export interface WholeIndex {
  readonly bytes: Uint8Array
  readonly view: DataView
  /** `bytes` as a byte string. */
  readonly text: string
}

/** The only value of `key`; `undefined` if it has none, `UNSURE` also if there are more. */
export function findSingle(index: WholeIndex, root: number, key: string): string | undefined | typeof UNSURE {
  const values = findValues(index, root, key)
  if (values <= 0) return values === 0 ? undefined : UNSURE
  const { text, view } = index
  if (values + 8 > text.length || view.getInt32(values) !== 1) return UNSURE
  const end = text.indexOf('\0', values + 8)
  if (end < 0 || end - values - 8 > F.MAX_VALUE_LENGTH) return UNSURE
  return text.slice(values + 8, end)
}

/** The offset of the count of the values of `key`; 0 if there are none, -1 if unsure. */
function findValues({ bytes, view, text }: WholeIndex, root: number, key: string): number {
  let reference = root
  for (let at = 0; ; at++) {
    let node = reference & F.OFFSET_MASK
    if (node === 0 || node >= text.length) return 0
    if (reference & F.FLAG_PREFIX) {
      const length = prefixLength(text, node, key, at)
      if (length < 0) return length === DIFFERS ? 0 : -1
      at += length
      node += length + 1
    }
    const hasChildren = (reference & F.FLAG_CHILDREN) !== 0
    if (!hasChildren) return at === key.length && reference & F.FLAG_VALUES ? node : 0
    if (node + 2 > text.length) return -1
    const first = byteAt(bytes, node)
    const last = byteAt(bytes, node + 1)
    if (first > last || last >= 0x80) return 0
    if (at === key.length) return reference & F.FLAG_VALUES ? node + 2 + (last - first + 1) * 4 : 0
    const byte = key.charCodeAt(at)
    if (byte < first || byte > last) return 0
    const child = node + 2 + (byte - first) * 4
    if (child + 4 > text.length) return -1
    reference = view.getInt32(child)
  }
}

const DIFFERS = -1
const IS_INVALID = -2

/** The length of the prefix at `start` if `key` continues with it at `from`, else `DIFFERS` or `IS_INVALID`. */
function prefixLength(text: string, start: number, key: string, from: number): number {
  const end = text.indexOf('\0', start)
  if (end < 0 || end - start > F.MAX_KEY_LENGTH) return IS_INVALID
  return key.startsWith(text.slice(start, end), from) ? end - start : DIFFERS
}
