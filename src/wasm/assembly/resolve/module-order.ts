/**
 * AssemblyScript. Computes the order of modules, and all dependencies of each of them. A part of resolve.ts. The edges
 * of module `m` are `providers[starts[m]]` to `providers[starts[m + 1]]`.
 */
import { setWord, word } from '../words'
import { reserve } from '../working-memory'

/**
 * Writes the rank of each module to `ranks`, or -1 (resolve/README.md, order), and to `users` how many of its users were not
 * placed.
 *
 * @param ready memory for a word per module
 * @returns how many modules have a rank
 */
export function rank(
  count: u32,
  starts: usize,
  providers: usize,
  users: usize,
  ready: usize,
  ranks: usize,
): u32 {
  memory.fill(users, 0, (<usize>count) << 2)
  memory.fill(ranks, 0xff, (<usize>count) << 2)
  for (let i: u32 = 0, end = word(starts, count); i < end; i++) {
    const provider = word(providers, i)
    setWord(users, provider, word(users, provider) + 1)
  }
  let readyCount: u32 = 0
  for (let module: u32 = 0; module < count; module++)
    if (word(users, module) === 0) setWord(ready, readyCount++, module)
  let next: u32 = 0
  while (readyCount > 0) {
    const module = word(ready, --readyCount)
    setWord(ranks, module, next++)
    for (let i = word(starts, module), end = word(starts, module + 1); i < end; i++) {
      const provider = word(providers, i)
      const left = word(users, provider) - 1
      setWord(users, provider, left)
      if (left === 0) setWord(ready, readyCount++, provider)
    }
  }
  return next
}

/** Too many rows: modules.dep.bin spends five bytes or more on each, and ends at 256 MiB. */
const MAX_ROWS: u32 = 1 << 26
export const TOO_MANY: u32 = -1

let edgeStarts: usize = 0
let edgeProviders: usize = 0
let moduleCount: u32 = 0
let moduleRanks: usize = 0
/** Modules reached from the current one, in the order in which they were reached. */
let reached: usize = 0
let reachedCount: u32 = 0
/** A bit for the rank of each of them, in words of 64 bits: scanned from one end to the other they are sorted. */
let reachedRanks: usize = 0
/** The range of words that have bits. */
let firstWord: u32 = 0
let lastWord: u32 = 0

/** Bytes of working memory for `count` modules. */
export function closeSize(count: u32): usize {
  return ranksSize(count) + ((<usize>count) << 3)
}

function ranksSize(count: u32): usize {
  return (<usize>(count >> 6) + 1) << 3
}

/**
 * Writes all modules that each module reaches to `target`, after which memory must be free, lowest rank first, and to
 * `closureStarts` where those of each module start. A module without a rank is skipped.
 *
 * @param workspace memory of `closeSize()`
 * @returns the number of rows, or TOO_MANY
 */
export function close(
  count: u32,
  starts: usize,
  providers: usize,
  ranks: usize,
  workspace: usize,
  closureStarts: usize,
  target: usize,
): u32 {
  edgeStarts = starts
  edgeProviders = providers
  moduleCount = count
  moduleRanks = ranks
  reachedRanks = workspace
  reached = reachedRanks + ranksSize(count)
  const moduleOfRank = reached + ((<usize>count) << 2)
  memory.fill(reachedRanks, 0, ranksSize(count))
  for (let module: u32 = 0; module < count; module++)
    if (word(ranks, module) < count) setWord(moduleOfRank, word(ranks, module), module)
  let rows: u32 = 0
  for (let module: u32 = 0; module < count; module++) {
    setWord(closureStarts, module, rows)
    reach(module)
    if (rows + reachedCount > MAX_ROWS || !reserve(target + ((<usize>(rows + reachedCount)) << 2)))
      return TOO_MANY
    rows = writeReached(moduleOfRank, target, rows)
  }
  setWord(closureStarts, count, rows)
  return rows
}

function reach(module: u32): void {
  reachedCount = 0
  firstWord = moduleCount
  lastWord = 0
  addProviders(module)
  for (let i: u32 = 0; i < reachedCount; i++) addProviders(word(reached, i))
}

function addProviders(module: u32): void {
  for (let i = word(edgeStarts, module), end = word(edgeStarts, module + 1); i < end; i++) {
    const provider = word(edgeProviders, i)
    const rank = word(moduleRanks, provider)
    if (rank >= moduleCount) continue
    const at = rank >> 6
    const bits = load<u64>(reachedRanks + ((<usize>at) << 3))
    const bit = (<u64>1) << (rank & 63)
    if ((bits & bit) !== 0) continue
    store<u64>(reachedRanks + ((<usize>at) << 3), bits | bit)
    firstWord = min(firstWord, at)
    lastWord = max(lastWord, at)
    setWord(reached, reachedCount++, provider)
  }
}

/** Writes the modules of all bits after `rows` rows, and clears them. @returns the new number of rows */
function writeReached(moduleOfRank: usize, target: usize, rows: u32): u32 {
  let row = rows
  for (let at = firstWord; at <= lastWord; at++) {
    const address = reachedRanks + ((<usize>at) << 3)
    for (let bits = load<u64>(address); bits !== 0; bits &= bits - 1)
      setWord(target, row++, word(moduleOfRank, (at << 6) + <u32>ctz(bits)))
    store<u64>(address, 0)
  }
  return row
}
