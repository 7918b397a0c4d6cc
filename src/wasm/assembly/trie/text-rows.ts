/**
 * AssemblyScript. The lines of text files, of texts that are picked from columns. A part of trie.ts. Text `i` of a column
 * is its bytes from `bounds[i]` to `bounds[i + 1]`.
 */
import { copy } from '../byte-runs'
import { setWord, word } from '../words'

const NEWLINE: u32 = 0x0a
const COLON: u32 = 0x3a
const SPACE: u32 = 0x20

/**
 * Writes a line for each of `count` rows: `first`, a text, `second`, another text, newline.
 * @returns the end of the output
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

/** Maximum size of the output of joinLines(): with repeated texts it can exceed what memory can address. */
export function joinedSize(
  count: u32,
  literalSize: u32,
  boundsA: usize,
  rowsA: usize,
  boundsB: usize,
  rowsB: usize,
): f64 {
  let size = <u64>count * (literalSize + 1)
  for (let i: u32 = 0; i < count; i++) {
    size += <u64>textSize(boundsA, word(rowsA, i)) + textSize(boundsB, word(rowsB, i))
  }
  return <f64>size
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

/** Size of the output of joinDependencies(), like joinedSize(). */
export function dependenciesSize(count: u32, bounds: usize, starts: usize, modules: usize): f64 {
  let size: u64 = 0
  for (let i: u32 = 0; i < count; i++) {
    size += textSize(bounds, i) + 2
    for (let row = word(starts, i), end = word(starts, i + 1); row < end; row++)
      size += textSize(bounds, word(modules, row)) + 1
  }
  return <f64>size
}

function textSize(bounds: usize, row: u32): usize {
  return word(bounds, row + 1) - word(bounds, row)
}

function copyText(target: usize, texts: usize, bounds: usize, row: u32): usize {
  return copy(target, texts + word(bounds, row), textSize(bounds, row))
}
