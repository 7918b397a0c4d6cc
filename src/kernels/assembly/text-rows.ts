/**
 * AssemblyScript. Texts that are picked from columns: as the keys and values of an index, and as the pieces of the lines
 * of a text file. A part of trie.ts. Text `i` of a column is its bytes from `bounds[i]` to `bounds[i + 1]`.
 */
import { copy, isAscii } from './byte-runs'
import { setWord, word } from './words'

const DASH: u32 = 0x2d
const UNDERSCORE: u32 = 0x5f
const OPEN: u32 = 0x5b
const CLOSE: u32 = 0x5d
const NEWLINE: u32 = 0x0a
const COLON: u32 = 0x3a
const SPACE: u32 = 0x20

/** kmod: PATH_MAX without its NUL; a longer alias loses its end in the index, except in brackets. */
const MAX_KEY: usize = 4095

/** No entry. */
const NONE: u32 = 0xffffffff

let firstBad: u32 = NONE

/** Of the keys or values that were picked last the first one that is not 7-bit ASCII without NUL, or -1. */
export function firstBadText(): u32 {
  return firstBad
}

/**
 * Writes the keys of `count` entries to `keys`, and to `keyBounds` where each starts and the last one ends: `prefix`,
 * then the text that `rows` names. With `isAlias` a text is brought into the normal form of base/names.ts; one whose
 * brackets do not match becomes the key `prefix`, and its number goes to `unmatched`.
 * @returns how many are unmatched
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
  firstBad = NONE
  for (let i: u32 = 0; i < count; i++) {
    const row = word(rows, i)
    const start = texts + word(bounds, row)
    const end = texts + word(bounds, row + 1)
    setWord(keyBounds, i, <u32>(out - keys))
    const key = out
    out = copy(out, prefix, prefixSize)
    const keyEnd = isAlias ? normalize(out, start, end) : copy(out, start, end - start)
    if (keyEnd === 0) setWord(unmatched, unmatchedCount++, i)
    else out = keyEnd
    if (firstBad === NONE && !isAscii(key, out)) firstBad = i
  }
  setWord(keyBounds, count, <u32>(out - keys))
  return unmatchedCount
}

/** The rule of normalizeAlias() on bytes; returns the end of what it wrote, 0 when brackets do not match. */
function normalize(target: usize, start: usize, end: usize): usize {
  let out = target
  let inBrackets = false
  for (let at = start; at < end; at++) {
    if (!inBrackets && at - start >= MAX_KEY) break
    const byte: u32 = load<u8>(at)
    if (inBrackets) inBrackets = byte !== CLOSE
    else if (byte === OPEN) inBrackets = true
    else if (byte === CLOSE) return 0
    store<u8>(out++, <u8>(byte === DASH && !inBrackets ? UNDERSCORE : byte))
  }
  return inBrackets ? 0 : out
}

/** Writes where the values of `count` entries start and end in their column, each without its last `cut` bytes. */
export function pickValues(
  count: u32,
  texts: usize,
  bounds: usize,
  rows: usize,
  cut: u32,
  starts: usize,
  ends: usize,
): void {
  firstBad = NONE
  for (let i: u32 = 0; i < count; i++) {
    const row = word(rows, i)
    const start = word(bounds, row)
    const end = word(bounds, row + 1) - cut
    setWord(starts, i, start)
    setWord(ends, i, end)
    if (firstBad === NONE && !isAscii(texts + start, texts + end)) firstBad = i
  }
}

/**
 * Writes a line for each of `count` rows: `first`, a text, `second`, another text, newline.
 * @returns where it ends
 */
export function joinLines(
  count: u32,
  first: usize,
  firstSize: u32,
  textsA: usize,
  boundsA: usize,
  rowsA: usize,
  second: usize,
  secondSize: u32,
  textsB: usize,
  boundsB: usize,
  rowsB: usize,
  target: usize,
): usize {
  let out = target
  for (let i: u32 = 0; i < count; i++) {
    out = copy(out, first, firstSize)
    out = copyText(out, textsA, boundsA, word(rowsA, i))
    out = copy(out, second, secondSize)
    out = copyText(out, textsB, boundsB, word(rowsB, i))
    store<u8>(out++, <u8>NEWLINE)
  }
  return out
}

/** Bytes that joinLines() writes at the most. */
export function joinedSize(
  count: u32,
  literalSize: u32,
  boundsA: usize,
  rowsA: usize,
  boundsB: usize,
  rowsB: usize,
): usize {
  let size = <usize>count * (literalSize + 1)
  for (let i: u32 = 0; i < count; i++) {
    size += textSize(boundsA, word(rowsA, i)) + textSize(boundsB, word(rowsB, i))
  }
  return size
}

/**
 * Writes the lines of modules.dep: a path, a colon, and a blank and a path for each dependency; those of module `i` are
 * `modules[starts[i]]` to `modules[starts[i + 1]]`. Where each line starts and the last one ends goes to `lineBounds`.
 */
export function joinDependencies(
  count: u32,
  paths: usize,
  bounds: usize,
  starts: usize,
  modules: usize,
  target: usize,
  lineBounds: usize,
): void {
  let out = target
  for (let i: u32 = 0; i < count; i++) {
    setWord(lineBounds, i, <u32>(out - target))
    out = copyText(out, paths, bounds, i)
    store<u8>(out++, <u8>COLON)
    for (let row = word(starts, i), end = word(starts, i + 1); row < end; row++) {
      store<u8>(out++, <u8>SPACE)
      out = copyText(out, paths, bounds, word(modules, row))
    }
    store<u8>(out++, <u8>NEWLINE)
  }
  setWord(lineBounds, count, <u32>(out - target))
}

/** Bytes that joinDependencies() writes. */
export function dependenciesSize(count: u32, bounds: usize, starts: usize, modules: usize): usize {
  let size: usize = 0
  for (let i: u32 = 0; i < count; i++) {
    size += textSize(bounds, i) + 2
    for (let row = word(starts, i), end = word(starts, i + 1); row < end; row++)
      size += textSize(bounds, word(modules, row)) + 1
  }
  return size
}

function textSize(bounds: usize, row: u32): usize {
  return word(bounds, row + 1) - word(bounds, row)
}

function copyText(target: usize, texts: usize, bounds: usize, row: u32): usize {
  return copy(target, texts + word(bounds, row), textSize(bounds, row))
}
