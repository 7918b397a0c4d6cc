/**
 * AssemblyScript. The texts of all tables, each once: a number as it is first met, and after all are there its rank in
 * the order of bytes.
 */

import { NONE } from '../../tables-layout'
import { isAscii } from '../byte-runs'
import { Column } from '../columns'
import { entryAt, orderSize, sortKeys } from '../key-order'
import { intern, nameBytes, nameCount, nameStarts } from '../names'
import { cleanText } from './host'

/** By number the rank of a text, and by rank its number. */
const ranks = new Column(0)
const ranked = new Column(0)

/** The number of a text, which is UTF-8 afterwards. */
export function textOf(start: usize, size: u32): u32 {
  if (isAscii(start, start + size)) return intern(start, size)
  const clean = cleanText(start, size)
  return intern(clean + 4, load<u32>(clean))
}

/** The number of a text, NONE for an empty one. */
export function textIfAny(start: usize, size: u32): u32 {
  return size === 0 ? NONE : textOf(start, size)
}

/** The numbers of `count` texts, each of which starts where `starts` says and ends where the next one starts. */
export function internAll(count: u32, bytes: usize, starts: usize, numbers: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    const at = starts + ((<usize>i) << 2)
    const start = load<u32>(at)
    store<u32>(numbers + ((<usize>i) << 2), textOf(bytes + start, load<u32>(at, 4) - start))
  }
}

/** Sorts the texts; more of them must not be added. False if there are too many of them. */
export function rankTexts(): bool {
  const count = nameCount()
  const size = orderSize(count)
  if (size > <f64>(1 << 30)) return false
  ranks.extend(count)
  ranked.extend(count)
  for (let i: u32 = 0; i < count; i++) ranks.set(i, i)
  sortKeys(count, nameBytes.data, nameStarts.data, ranks.data, heap.alloc(<usize>size))
  for (let rank: u32 = 0; rank < count; rank++) {
    const text = entryAt(rank)
    ranked.set(rank, text)
    ranks.set(text, rank)
  }
  return true
}

export function rankOf(text: u32): u32 {
  return text === NONE ? NONE : ranks.at(text)
}

export function rankCount(): u32 {
  return ranked.length
}

export function nameOfRank(rank: u32): u32 {
  return ranked.at(rank)
}

export function rankedText(rank: u32): usize {
  return nameBytes.data + nameStarts.at(ranked.at(rank))
}

export function rankedLength(rank: u32): u32 {
  const text = ranked.at(rank)
  return nameStarts.at(text + 1) - nameStarts.at(text)
}
