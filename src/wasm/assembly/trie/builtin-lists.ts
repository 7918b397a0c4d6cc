/**
 * AssemblyScript. Parses the lists of builtin modules; indexes/modules-builtin.ts has their rules. A part of trie.ts.
 * Texts are written to columns, as in text-rows.ts.
 */
import { copy } from '../byte-runs'
import { findNul } from '../texts'
import { setWord } from '../words'
import { normalize } from './index-texts'

const NEWLINE: u32 = 0x0a
const SLASH: u32 = 0x2f
const DOT: u32 = 0x2e
const DASH: u32 = 0x2d
const UNDERSCORE: u32 = 0x5f
const EQUALS: u32 = 0x3d

/** The length of a line of fgets(): kmod's buffer without its NUL. The rest becomes the next line. */
const MAX_LINE: usize = 4095

/** `alias`, as a number, and its bits among eight bytes. */
const ALIAS: u64 = 0x7361696c61
const ALIAS_SIZE: usize = 5
const ALIAS_BITS: u64 = 0xffffffffff

/** Number of texts that the last call could not use. */
let refused: u32 = 0

export function refusedCount(): u32 {
  return refused
}

function refuse(at: usize, start: usize, end: usize): void {
  setWord(at, refused * 2, <u32>start)
  setWord(at, refused * 2 + 1, <u32>end)
  refused++
}

function find(byte: u32, start: usize, end: usize): usize {
  for (let at = start; at < end; at++) if (load<u8>(at) === byte) return at
  return end
}

/**
 * Writes the names of the modules in the lines of `text`. Start and end of lines that do not start with a letter, as
 * offsets in the text, are written to `bad`.
 * @returns the number of names
 */
export function builtinModules(text: usize, size: usize, names: usize, nameBounds: usize, bad: usize): u32 {
  let count: u32 = 0
  let out = names
  refused = 0
  setWord(nameBounds, 0, 0)
  for (let start = text, textEnd = text + size; start < textEnd; ) {
    const newline = find(NEWLINE, start, min(start + MAX_LINE, textEnd))
    const next = min(newline + 1, min(start + MAX_LINE, textEnd))
    const end = findNul(start, next)
    if (end > start && isLetter(load<u8>(start))) {
      out = modname(out, start, end)
      setWord(nameBounds, ++count, <u32>(out - names))
    } else refuse(bad, start - text, end - text)
    start = next
  }
  return count
}

function isLetter(byte: u32): bool {
  return (byte | 0x20) - 0x61 < 26
}

/** The rule of normalizeModname(). */
function modname(target: usize, start: usize, end: usize): usize {
  let name = start
  for (let at = start; at < end; at++) if (load<u8>(at) === SLASH) name = at + 1
  let out = target
  for (let at = name; at < end && load<u8>(at) !== DOT; at++) {
    const byte: u32 = load<u8>(at)
    store<u8>(out++, <u8>(byte === DASH ? UNDERSCORE : byte))
  }
  return out
}

/**
 * Writes the values of the fields `alias`, in normal form, and their modules, from the strings of `text`. Start and end
 * of values with unmatched brackets, as offsets in the text, are written to `unmatched`.
 * @returns the number of values
 */
export function builtinAliases(
  text: usize,
  size: usize,
  aliases: usize,
  aliasBounds: usize,
  modules: usize,
  moduleBounds: usize,
  unmatched: usize,
): u32 {
  let count: u32 = 0
  let outAlias = aliases
  let outModule = modules
  refused = 0
  setWord(aliasBounds, 0, 0)
  setWord(moduleBounds, 0, 0)
  for (let start = text, textEnd = text + size; start < textEnd; ) {
    const end = findNul(start, textEnd)
    // Only a string that a NUL ends is used.
    if (end === textEnd) break
    const dot = find(DOT, start, end)
    const module = start
    start = end + 1
    if (dot === end || dot === module) continue
    const equals = find(EQUALS, dot + 1, end)
    // kmod: looking for the `=` it reads on past the NUL, and the next string is lost.
    if (equals === end) start = findNul(start, textEnd) + 1
    else if (isAlias(dot + 1, equals) && equals + 1 < end) {
      const aliasEnd = normalize(outAlias, equals + 1, end, usize.MAX_VALUE)
      if (aliasEnd === 0) refuse(unmatched, equals + 1 - text, end - text)
      else {
        outAlias = aliasEnd
        outModule = copy(outModule, module, dot - module)
        setWord(aliasBounds, ++count, <u32>(outAlias - aliases))
        setWord(moduleBounds, count, <u32>(outModule - modules))
      }
    }
  }
  return count
}

function isAlias(start: usize, end: usize): bool {
  return end - start === ALIAS_SIZE && (load<u64>(start) & ALIAS_BITS) === ALIAS
}
