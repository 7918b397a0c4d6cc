/**
 * AssemblyScript. Assigns owners to symbols, finds which module needs which, and orders modules: the rules of
 * resolve/*.ts, which lays the columns out, applied to 200,000 rows. As JavaScript most of that time passes before V8
 * has compiled it.
 *
 * A name is its id, a module its position. Rows come in groups, one for each module: those of module `m` are rows
 * `starts[m]` to `starts[m + 1]`.
 */
import { setWord, word } from '../words'

export { heapStart, reserve } from '../working-memory'
export { close, closeSize, rank } from './module-order'

/** Owners that are not modules, as in resolve/symbol-owners.ts. */
const UNKNOWN: u32 = -1

/** The third word of an event, in place of a provider: see resolve/dependencies.ts. */
const VERSION_MISMATCH: u32 = -2

/** Flags: report unknown symbols, mismatches, edges. */
const REPORT_UNKNOWN: u32 = 1
const REPORT_MISMATCH: u32 = 2
const REPORT_EDGE: u32 = 4

/**
 * Writes to `ids` the id of each name, and to `stripped` two words for each name that begins with characters which are
 * ignored: its id, and where in `bytes` the rest of it starts. Those characters are one `first`, followed by one
 * `second`; a value outside the byte range matches no character.
 * @returns the number of such names
 */
export function stripNames(
  count: u32,
  bytes: usize,
  bounds: usize,
  first: u32,
  second: u32,
  ids: usize,
  stripped: usize,
): u32 {
  let strippedCount: u32 = 0
  for (let id: u32 = 0; id < count; id++) {
    setWord(ids, id, id)
    const start = word(bounds, id)
    const end = word(bounds, id + 1)
    const rest = skip(bytes, skip(bytes, start, end, first), end, second)
    if (rest === start) continue
    setWord(stripped, strippedCount * 2, id)
    setWord(stripped, strippedCount * 2 + 1, rest)
    strippedCount++
  }
  return strippedCount
}

function skip(bytes: usize, at: u32, end: u32, character: u32): u32 {
  return at < end && <u32>load<u8>(bytes + at) === character ? at + 1 : at
}

/** By name: its owner, and the version that the owner exports. */
let owners: usize = 0
let ownerLow: usize = 0
let ownerHigh: usize = 0

export function setOwners(owner: usize, low: usize, high: usize): void {
  owners = owner
  ownerLow = low
  ownerHigh = high
}

/** The rows of symbols that are exported or needed. */
let starts: usize = 0
let names: usize = 0
let crcLow: usize = 0
let crcHigh: usize = 0

/** @param low and `high`: addresses that are not read unless versions are requested */
export function setRows(groupStarts: usize, name: usize, low: usize, high: usize): void {
  starts = groupStarts
  names = name
  crcLow = low
  crcHigh = high
}

/** Makes each module the owner of its exports, under the id that `ids` has for the name: the last one stays. */
export function own(moduleCount: u32, ids: usize): void {
  for (let module: u32 = 0; module < moduleCount; module++)
    for (let row = word(starts, module), end = word(starts, module + 1); row < end; row++) {
      const name = word(ids, word(names, row))
      setWord(owners, name, module)
      setWord(ownerLow, name, word(crcLow, row))
      setWord(ownerHigh, name, word(crcHigh, row))
    }
}

/** Reported events: three words each. */
let events: usize = 0
let eventWords: u32 = 0

export function eventWordCount(): u32 {
  return eventWords
}

/**
 * Finds the owner of each needed symbol under the id that `ids` has for the name. Writes the owners that are modules to
 * `providers`, each once for its user, and to `providerStarts` where those of each module start.
 *
 * @param weak by row: 1 for a symbol that may be unknown and of any version
 * @param lastUsers memory for a word per module
 * @param reported flags of the events to write to `eventsAt`
 * @returns the number of edges
 */
export function connect(
  moduleCount: u32,
  ids: usize,
  weak: usize,
  lastUsers: usize,
  providers: usize,
  providerStarts: usize,
  reported: u32,
  eventsAt: usize,
): u32 {
  events = eventsAt
  eventWords = 0
  let edgeCount: u32 = 0
  memory.fill(lastUsers, 0, (<usize>moduleCount) << 2)
  for (let module: u32 = 0; module < moduleCount; module++) {
    setWord(providerStarts, module, edgeCount)
    for (let row = word(starts, module), end = word(starts, module + 1); row < end; row++) {
      const id = word(ids, word(names, row))
      const owner = id === UNKNOWN ? UNKNOWN : word(owners, id)
      if (owner === UNKNOWN) {
        if ((reported & REPORT_UNKNOWN) !== 0 && word(weak, row) === 0)
          report(module, word(names, row), UNKNOWN)
        continue
      }
      if ((reported & REPORT_MISMATCH) !== 0 && word(weak, row) === 0 && !isVersion(row, id))
        report(module, word(names, row), VERSION_MISMATCH)
      if (owner >= moduleCount || word(lastUsers, owner) === module + 1) continue
      setWord(lastUsers, owner, module + 1)
      setWord(providers, edgeCount++, owner)
      if ((reported & REPORT_EDGE) !== 0) report(module, id, owner)
    }
  }
  setWord(providerStarts, moduleCount, edgeCount)
  return edgeCount
}

function isVersion(row: u32, id: u32): bool {
  return word(crcLow, row) === word(ownerLow, id) && word(crcHigh, row) === word(ownerHigh, id)
}

function report(module: u32, name: u32, what: u32): void {
  setWord(events, eventWords++, module)
  setWord(events, eventWords++, name)
  setWord(events, eventWords++, what)
}
