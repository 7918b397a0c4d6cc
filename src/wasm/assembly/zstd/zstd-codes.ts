/** AssemblyScript. The codes of sequences, and the FSE tables for them: RFC 8878 3.1.1.3.2.1 and 3.1.1.3.2.2. */
import {
  accuracyLog,
  distributionEnd,
  fillStates,
  readDistribution,
  setLoneState,
  setSymbol,
  useDistribution,
} from './fse-table'

const PREDEFINED: u32 = 0
const RLE: u32 = 1
const FSE_COMPRESSED: u32 = 2

/** Literals lengths, offsets, match lengths: the order of their modes and tables. */
export const LENGTHS: u32 = 0
export const OFFSETS: u32 = 1
export const MATCHES: u32 = 2

const LENGTH_COUNT: u32 = 36
const MATCH_COUNT: u32 = 53
/**
 * The value of an offset code has its number of bits after a highest bit of 1, and no base: in place of extra bits the
 * table of offsets has the rotation to the right by which they become the lowest of `bitsAt`.
 */
const OFFSET_ROTATION: u32 = 56
/** The format allows up to 32; no offset of a gigabyte needs more than this. */
const OFFSET_COUNT: u32 = 31
const PREDEFINED_OFFSET_COUNT: u32 = 29

const lengthSymbols: usize = memory.data(36 * 8, 8)
const offsetSymbols: usize = memory.data(31 * 8, 8)
const matchSymbols: usize = memory.data(53 * 8, 8)

const predefinedLengths: usize = memory.data(64 * 8, 64)
const predefinedOffsets: usize = memory.data(32 * 8, 64)
const predefinedMatches: usize = memory.data(64 * 8, 64)
const ownLengths: usize = memory.data(512 * 8, 64)
const ownOffsets: usize = memory.data(256 * 8, 64)
const ownMatches: usize = memory.data(512 * 8, 64)

/** RFC 8878 3.1.1.3.2.2: the predefined distributions. */
const LENGTH_PROBABILITIES: usize = memory.data<i8>([
  4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1,
  -1,
])
const MATCH_PROBABILITIES: usize = memory.data<i8>([
  1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
])
const OFFSET_PROBABILITIES: usize = memory.data<i8>([
  1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1,
])

/** The tables in use, and the Accuracy_Log of each; 0 before a frame's first ones. */
export let lengthTable: usize = 0
export let offsetTable: usize = 0
export let matchTable: usize = 0
export let lengthLog: u64 = 0
export let offsetLog: u64 = 0
export let matchLog: u64 = 0

makeSymbols()
useDistribution(LENGTH_PROBABILITIES, LENGTH_COUNT, 6)
fillStates(predefinedLengths, lengthSymbols)
useDistribution(OFFSET_PROBABILITIES, PREDEFINED_OFFSET_COUNT, 5)
fillStates(predefinedOffsets, offsetSymbols)
useDistribution(MATCH_PROBABILITIES, MATCH_COUNT, 6)
fillStates(predefinedMatches, matchSymbols)

/** RFC 8878 3.1.1.3.2.1.1: bases follow from the extra bits. */
function makeSymbols(): void {
  for (let code: u32 = 0, base: u32 = 0; code < LENGTH_COUNT; code++) {
    const extra: u32 =
      code < 16 ? 0 : code < 20 ? 1 : code < 22 ? 2 : code < 24 ? 3 : code < 25 ? 4 : code - 19
    setSymbol(lengthSymbols, code, base, extra)
    base += 1 << extra
  }
  for (let code: u32 = 0, base: u32 = 3; code < MATCH_COUNT; code++) {
    const extra: u32 =
      code < 32
        ? 0
        : code < 36
          ? 1
          : code < 38
            ? 2
            : code < 40
              ? 3
              : code < 42
                ? 4
                : code < 43
                  ? 5
                  : code - 36
    setSymbol(matchSymbols, code, base, extra)
    base += 1 << extra
  }
  for (let code: u32 = 0; code < OFFSET_COUNT; code++)
    setSymbol(offsetSymbols, code, 0, OFFSET_ROTATION - code)
}

/** Tables that a block repeats come from an earlier block of the same frame. */
export function forgetTables(): void {
  lengthTable = 0
  offsetTable = 0
  matchTable = 0
}

/** Reads the three tables as `modes` specifies. @returns their end; 0 when they are damaged */
export function readTables(modes: u32, start: usize, end: usize): usize {
  let at = readTable(LENGTHS, modes >> 6, start, end)
  if (at !== 0) at = readTable(OFFSETS, (modes >> 4) & 3, at, end)
  return at === 0 ? 0 : readTable(MATCHES, (modes >> 2) & 3, at, end)
}

function readTable(kind: u32, mode: u32, start: usize, end: usize): usize {
  const own = kind === LENGTHS ? ownLengths : kind === OFFSETS ? ownOffsets : ownMatches
  const symbols = kind === LENGTHS ? lengthSymbols : kind === OFFSETS ? offsetSymbols : matchSymbols
  const count = kind === LENGTHS ? LENGTH_COUNT : kind === OFFSETS ? OFFSET_COUNT : MATCH_COUNT
  if (mode === PREDEFINED) {
    usePredefined(kind)
    return start
  }
  if (mode === RLE) {
    const symbol = <u32>load<u8>(start)
    if (start >= end || symbol >= count) return 0
    setLoneState(own, symbols + (symbol << 3))
    useTable(kind, own, 0)
    return start + 1
  }
  if (mode === FSE_COMPRESSED) {
    if (!readDistribution(start, end, kind === OFFSETS ? 8 : 9, count)) return 0
    fillStates(own, symbols)
    useTable(kind, own, accuracyLog)
    return distributionEnd
  }
  return tableOf(kind) === 0 ? 0 : start
}

function usePredefined(kind: u32): void {
  if (kind === LENGTHS) useTable(LENGTHS, predefinedLengths, 6)
  else if (kind === OFFSETS) useTable(OFFSETS, predefinedOffsets, 5)
  else useTable(MATCHES, predefinedMatches, 6)
}

function useTable(kind: u32, table: usize, log: u32): void {
  if (kind === LENGTHS) {
    lengthTable = table
    lengthLog = log
  } else if (kind === OFFSETS) {
    offsetTable = table
    offsetLog = log
  } else {
    matchTable = table
    matchLog = log
  }
}

function tableOf(kind: u32): usize {
  return kind === LENGTHS ? lengthTable : kind === OFFSETS ? offsetTable : matchTable
}
