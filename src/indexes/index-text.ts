/**
 * Exact search in an index (see index-format.ts) that is completely loaded, as one byte string: the runtime finds the
 * ends of strings in it and slices them without copying, so only the result is allocated. For hundreds of lookups, this
 * halves the time.
 *
 * Errors in an index are reported in one place, index-nodes.ts: here every doubt returns `UNSURE`.
 */
import * as F from './index-format.ts'
import { MAX_KEY_LENGTH, MAX_VALUE_LENGTH } from './index-nodes.ts'

/** The index may be damaged at the result: reading it node by node reports the error. */
export const UNSURE: unique symbol = Symbol('unsure')

/** The only value of `key`; `undefined` if it has none, `UNSURE` also if there are more. */
export function findSingle(text: string, root: number, key: string): string | undefined | typeof UNSURE {
  const values = findValues(text, root, key)
  if (values <= 0) return values === 0 ? undefined : UNSURE
  if (values + 8 > text.length || u32(text, values) !== 1) return UNSURE
  const end = text.indexOf('\0', values + 8)
  if (end < 0 || end - values - 8 > MAX_VALUE_LENGTH) return UNSURE
  return text.slice(values + 8, end)
}

/** The offset of the count of the values of `key`; 0 if there are none, -1 if unsure. */
function findValues(text: string, root: number, key: string): number {
  let reference = root
  for (let at = 0; ; at++) {
    let node = reference & F.OFFSET_MASK
    if (node === 0 || node >= text.length) return 0
    if (reference & F.FLAG_PREFIX) {
      const length = prefixLength(text, node, key, at)
      if (length < 0) return endOf(text, node)
      node += length + 1
      at += length
    }
    const hasChildren = (reference & F.FLAG_CHILDREN) !== 0
    if (at === key.length && !hasChildren) return reference & F.FLAG_VALUES ? node : 0
    if (!hasChildren) return 0
    if (node + 2 > text.length) return -1
    const first = text.charCodeAt(node)
    const last = text.charCodeAt(node + 1)
    if (first > last || last >= 0x80) return 0
    if (at === key.length) return reference & F.FLAG_VALUES ? node + 2 + (last - first + 1) * 4 : 0
    const byte = key.charCodeAt(at)
    if (byte < first || byte > last) return 0
    const child = node + 2 + (byte - first) * 4
    if (child + 4 > text.length) return -1
    reference = u32(text, child)
  }
}

/** The length of the prefix at `start` if `key` continues with it at `from`, else -1. */
function prefixLength(text: string, start: number, key: string, from: number): number {
  for (let length = 0; ; length++) {
    const byte = text.charCodeAt(start + length)
    if (byte === 0) return length
    // A key contains no NUL, and reading past the end of either string yields NaN.
    if (byte !== key.charCodeAt(from + length)) return -1
  }
}

/** 0 if the prefix at `start`, which differs from the key, is valid. */
function endOf(text: string, start: number): 0 | -1 {
  const end = text.indexOf('\0', start)
  return end < 0 || end - start > MAX_KEY_LENGTH ? -1 : 0
}

const u32 = (text: string, at: number): number =>
  (text.charCodeAt(at) << 24) |
  (text.charCodeAt(at + 1) << 16) |
  (text.charCodeAt(at + 2) << 8) |
  text.charCodeAt(at + 3)
