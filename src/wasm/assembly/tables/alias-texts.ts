/**
 * AssemblyScript. What the table `aliases` has of an alias: kmod's spelling, the text before the first wildcard, a pattern
 * for LIKE and the family, as fleet/alias-pattern.ts and questions/list.ts describe them.
 */

import { NONE } from '../../tables-layout'
import { Bytes } from '../columns'
import { textOf } from './text-pool'

const STAR: u32 = 0x2a
const QUESTION: u32 = 0x3f
const OPEN: u32 = 0x5b
const BACKSLASH: u32 = 0x5c
const CLOSE: u32 = 0x5d
const PERCENT: u32 = 0x25
const HYPHEN: u32 = 0x2d
const UNDERSCORE: u32 = 0x5f
const SPACE: u32 = 0x20
const COLON: u32 = 0x3a
const BANG: u32 = 0x21
const CARET: u32 = 0x5e

const spelled = new Bytes(1 << 12)
const like = new Bytes(1 << 12)

/** Where normalize() has written an alias. */
export function normalized(): usize {
  return spelled.data
}

/** Writes an alias as the indexes spell it; returns its length, NONE if it has an unmatched bracket. */
export function normalize(alias: usize, size: u32): u32 {
  spelled.reserve(size)
  let at: u32 = 0
  while (at < size) {
    const byte = load<u8>(alias + at)
    if (byte === CLOSE) return NONE
    if (byte !== OPEN) {
      store<u8>(spelled.data + at++, byte === HYPHEN ? UNDERSCORE : byte)
      continue
    }
    const close = indexOf(alias, at, size, CLOSE)
    if (close === size) return NONE
    memory.copy(spelled.data + at, alias + at, close + 1 - at)
    at = close + 1
  }
  return size
}

/** The first place of `byte` from `from` on, or `size`. */
function indexOf(text: usize, from: u32, size: u32, byte: u32): u32 {
  for (let at = from; at < size; at++) if (load<u8>(text + at) === byte) return at
  return size
}

/** The text of what is before the first wildcard. */
export function literalPrefix(pattern: usize, size: u32): u32 {
  let at: u32 = 0
  for (; at < size; at++) {
    const byte = load<u8>(pattern + at)
    if (byte === STAR || byte === QUESTION || byte === OPEN || byte === BACKSLASH) break
  }
  return textOf(pattern, at)
}

/** The pattern for LIKE, or NONE if SQL can make it itself. */
export function likePattern(pattern: usize, size: u32): u32 {
  let isSpecial = false
  for (let at: u32 = 0; at < size && !isSpecial; at++) {
    const byte = load<u8>(pattern + at)
    isSpecial = byte === OPEN || byte === BACKSLASH || byte === PERCENT
  }
  if (!isSpecial) return NONE
  like.reserve(size)
  let length: u32 = 0
  for (let at: u32 = 0; at < size; ) {
    const byte = load<u8>(pattern + at)
    const end = unitEnd(pattern, at, size)
    const isWide = end > at + 1 || byte === BACKSLASH || byte === PERCENT || byte === QUESTION
    store<u8>(like.data + length++, isWide ? UNDERSCORE : byte === STAR ? PERCENT : byte)
    at = end
  }
  return textOf(like.data, length)
}

/** Where a bracket, an escaped character or another character ends. */
function unitEnd(pattern: usize, at: u32, size: u32): u32 {
  const byte = load<u8>(pattern + at)
  if (byte === BACKSLASH) return min(at + 2, size)
  if (byte !== OPEN) return at + 1
  let inside = at + 1
  if (inside < size && (load<u8>(pattern + inside) === BANG || load<u8>(pattern + inside) === CARET)) inside++
  const first = indexOf(pattern, inside, size, CLOSE)
  if (first === size) return at + 1
  // A bracket in the first place is one of those that match, if another one follows.
  const next = first === inside ? indexOf(pattern, first + 1, size, CLOSE) : size
  return (next === size ? first : next) + 1
}

/** `pci` of `pci:v0000...`, `net-pf` of `net-pf-3`, else the first word. */
export function aliasFamily(alias: usize, size: u32): u32 {
  let end: u32 = 0
  while (end < size && isWordOrHyphen(load<u8>(alias + end))) end++
  if (end > 0 && end < size && load<u8>(alias + end) === COLON) return textOf(alias, end)
  const words = twoWordsEnd(alias, size)
  return textOf(alias, words > 0 ? words : indexOf(alias, 0, size, HYPHEN))
}

function isWordOrHyphen(byte: u32): bool {
  return isLower(byte | 0x20) || byte - 0x30 < 10 || byte === UNDERSCORE || byte === HYPHEN
}

function isLower(byte: u32): bool {
  return byte - 0x61 < 26
}

/** The first words of families of two, of which the second one is of small letters. */
const FIRST_WORDS: string =
  'char block net rtnl tty nfct nfnetlink can bt vport snd sound ppp xfrm tcp rpc ematch ip_set '

/** The length of a family of two words, or 0. */
function twoWordsEnd(alias: usize, size: u32): u32 {
  const first = firstWordEnd(alias, size)
  if (first === 0) return 0
  let end = first + 1
  while (end < size && isLower(load<u8>(alias + end))) end++
  return end > first + 1 ? end : 0
}

/** No one of them is the start of another one that a separator follows. */
function firstWordEnd(alias: usize, size: u32): u32 {
  let same: u32 = 0
  let isSame = true
  for (let i = 0; i < FIRST_WORDS.length; i++) {
    const letter = <u32>FIRST_WORDS.charCodeAt(i)
    if (letter === SPACE) {
      if (isSame && hasSeparatorAt(alias, same, size)) return same
      same = 0
      isSame = true
    } else if (isSame && same < size && load<u8>(alias + same) === letter) same++
    else isSame = false
  }
  return 0
}

function hasSeparatorAt(alias: usize, at: u32, size: u32): bool {
  return at < size && (load<u8>(alias + at) === HYPHEN || load<u8>(alias + at) === UNDERSCORE)
}
