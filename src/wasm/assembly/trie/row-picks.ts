/** AssemblyScript. Selects the rows of the tables of facts that go into a file. A part of trie.ts. */
import { setWord, word } from '../words'

/** `devname:`, as a number. */
const DEVNAME: u64 = ((<u64>0x3a656d61) << 32) | 0x6e766564

/** Writes to `rows` the numbers below `count`. */
export function everyRow(count: u32, rows: usize): void {
  for (let row: u32 = 0; row < count; row++) setWord(rows, row, row)
}

/**
 * Writes to `rows` the rows of `kinds` that are `wanted`, and to `modules` the module of each; those of module `m` are
 * rows `starts[m]` to `starts[m + 1]`.
 * @returns how many there are
 */
export function rowsOfKind(
  moduleCount: u32,
  starts: usize,
  kinds: usize,
  wanted: u32,
  rows: usize,
  modules: usize,
): u32 {
  let count: u32 = 0
  for (let module: u32 = 0; module < moduleCount; module++)
    for (let row = word(starts, module), end = word(starts, module + 1); row < end; row++) {
      if (word(kinds, row) !== wanted) continue
      setWord(rows, count, row)
      setWord(modules, count++, module)
    }
  return count
}

/**
 * Writes to `names` which of `count` names a module owns, and to `modules` which one; other owners are negative.
 * @returns how many there are
 */
export function ownedNames(count: u32, owners: usize, names: usize, modules: usize): u32 {
  let owned: u32 = 0
  for (let name: u32 = 0; name < count; name++) {
    const owner = word(owners, name)
    if (<i32>owner < 0) continue
    setWord(names, owned, name)
    setWord(modules, owned++, owner)
  }
  return owned
}

/** Writes to `picked` the words of `column` that `rows` names. */
export function pickWords(count: u32, column: usize, rows: usize, picked: usize): void {
  for (let i: u32 = 0; i < count; i++) setWord(picked, i, word(column, word(rows, i)))
}

/**
 * Writes to `found` the modules of which one of `count` aliases starts with `devname:`, each once.
 * @returns how many there are
 */
export function modulesWithDevname(
  count: u32,
  texts: usize,
  bounds: usize,
  rows: usize,
  modules: usize,
  found: usize,
): u32 {
  let foundCount: u32 = 0
  for (let i: u32 = 0; i < count; i++) {
    const row = word(rows, i)
    const start = word(bounds, row)
    if (load<u64>(texts + start) !== DEVNAME || word(bounds, row + 1) - start < 8) continue
    const module = word(modules, i)
    if (foundCount === 0 || word(found, foundCount - 1) !== module) setWord(found, foundCount++, module)
  }
  return foundCount
}
