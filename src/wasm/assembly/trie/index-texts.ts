/**
 * AssemblyScript. The keys and values of an index, picked from columns of texts as in text-rows.ts. A part of trie.ts.
 */
import { copy, eightOf, firstBytes, hasForeign, hasZero, isAscii, sameBytes } from '../byte-runs'
import { setWord, word } from '../words'

const DASH: u32 = 0x2d
const UNDERSCORE: u32 = 0x5f
const OPEN: u32 = 0x5b
const CLOSE: u32 = 0x5d

/** kmod: PATH_MAX without its NUL; a longer alias is truncated in the index, except in brackets. */
const MAX_KEY: usize = 4095

/** No entry. */
const NONE: u32 = 0xffffffff

let firstBad: u32 = NONE

/** Of the keys picked last, the first one that is not 7-bit ASCII without NUL, or -1. */
export function firstBadKey(): u32 {
  return firstBad
}

/**
 * Writes the keys of `count` entries to `keys`, and to `keyBounds` where each starts and the last one ends: `prefix`,
 * then the text that `rows` names. With `isAlias` a text is brought into the normal form of base/names.ts; one whose
 * brackets do not match becomes the key `prefix`, and its number goes to `unmatched`.
 * @returns the number of unmatched ones
 */
export function pickKeys(
  count: u32,
  prefix: usize,
  prefixSize: u32,
  texts: usize,
  bounds: usize,
  rows: usize,
  isAlias: bool,
  keys: usize,
  keyBounds: usize,
  unmatched: usize,
): u32 {
  let out = keys
  let unmatchedCount: u32 = 0
  firstBad = isAscii(prefix, prefix + prefixSize) || count === 0 ? NONE : 0
  for (let i: u32 = 0; i < count; i++) {
    const row = word(rows, i)
    const start = texts + word(bounds, row)
    const end = texts + word(bounds, row + 1)
    setWord(keyBounds, i, <u32>(out - keys))
    if (prefixSize > 0) out = copy(out, prefix, prefixSize)
    if (!isAlias) {
      if (firstBad === NONE && !isAscii(start, end)) firstBad = i
      out = copy(out, start, end - start)
    } else if (normalizeSimple(out, start, end)) out += end - start
    else {
      const keyEnd = normalize(out, start, end, MAX_KEY)
      if (keyEnd === 0) setWord(unmatched, unmatchedCount++, i)
      else {
        if (firstBad === NONE && !isAscii(out, keyEnd)) firstBad = i
        out = keyEnd
      }
    }
  }
  setWord(keyBounds, count, <u32>(out - keys))
  return unmatchedCount
}

/** normalize() for most aliases: ASCII, without brackets, not long. @returns whether it applied */
function normalizeSimple(target: usize, start: usize, end: usize): bool {
  if (end - start > MAX_KEY) return false
  for (let at = start; at < end; at += 8, target += 8) {
    let bytes = load<u64>(at)
    if (end - at < 8) {
      const rest = firstBytes(end - at)
      bytes = (bytes & rest) | (eightOf(UNDERSCORE) & ~rest)
    }
    if (hasForeign(bytes) || hasZero(bytes ^ eightOf(OPEN)) || hasZero(bytes ^ eightOf(CLOSE))) return false
    if (hasZero(bytes ^ eightOf(DASH))) bytes ^= sameBytes(bytes, eightOf(DASH)) & eightOf(DASH ^ UNDERSCORE)
    store<u64>(target, bytes)
  }
  return true
}

/**
 * The rule of normalizeAlias() on bytes, which truncates at `limit` except in brackets.
 * @returns the end of the output, 0 when brackets do not match
 */
export function normalize(target: usize, start: usize, end: usize, limit: usize): usize {
  let out = target
  let inBrackets = false
  for (let at = start; at < end; at++) {
    if (!inBrackets && at - start >= limit) break
    const byte: u32 = load<u8>(at)
    if (inBrackets) inBrackets = byte !== CLOSE
    else if (byte === OPEN) inBrackets = true
    else if (byte === CLOSE) return 0
    store<u8>(out++, <u8>(byte === DASH && !inBrackets ? UNDERSCORE : byte))
  }
  return inBrackets ? 0 : out
}

/**
 * Of `count` values, which are the texts that `rows` names without their last `cut` bytes, the first one that is not
 * 7-bit ASCII without NUL, or -1. `size`: of the column, which rarely has any such text at all.
 */
export function firstBadValue(
  count: u32,
  texts: usize,
  bounds: usize,
  rows: usize,
  cut: u32,
  size: usize,
): u32 {
  if (isAscii(texts, texts + size)) return NONE
  for (let i: u32 = 0; i < count; i++) {
    const row = word(rows, i)
    if (!isAscii(texts + word(bounds, row), texts + word(bounds, row + 1) - cut)) return i
  }
  return NONE
}
