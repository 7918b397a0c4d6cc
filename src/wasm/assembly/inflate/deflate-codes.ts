/**
 * AssemblyScript. The two codes of a block of deflate data: of literals and lengths, and of distances. RFC 1951 3.2.5
 * to 3.2.7.
 */
import { bits, isPastEnd, refill, take } from '../bit-reader'
import { END, EXCEPTIONAL, fillLoneTable, fillTable, LITERAL, VALUE_SHIFT } from './huffman-table'

export const LITERAL_BITS: u32 = 11
export const DISTANCE_BITS: u32 = 8
const PRECODE_BITS: u32 = 7
/** Each further table is for two symbols or more, and for the rest of 15 bits: 144 times 2^4, and 16 times 2^7. */
export const literals: usize = memory.data((2048 + 144 * 16) * 4, 64)
export const distances: usize = memory.data((256 + 16 * 128) * 4, 64)
const precodes: usize = memory.data(128 * 4, 64)

const LITERAL_COUNT: u32 = 288
const DISTANCE_COUNT: u32 = 32
const PRECODE_COUNT: u32 = 19
const END_OF_BLOCK: u32 = 256
/** Entries of symbols, without codes: see huffman-table.ts. */
const literalSymbols: usize = memory.data(288 * 4, 8)
const distanceSymbols: usize = memory.data(32 * 4, 8)
const precodeSymbols: usize = memory.data(19 * 4, 8)
/** Of literals and lengths, and after them of distances. */
const codeLengths: usize = memory.data(288 + 32, 8)
/** The order in which the header of a block lists the lengths of the precode. */
const PRECODE_ORDER: usize = memory.data<u8>([
  16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
])

makeSymbols()

/** RFC 1951 3.2.5: bases follow from the extra bits, except that length 258 has a symbol of its own. */
function makeSymbols(): void {
  for (let i: u32 = 0; i < LITERAL_COUNT; i++)
    setSymbol(literalSymbols, i, i < END_OF_BLOCK ? LITERAL | (i << VALUE_SHIFT) : EXCEPTIONAL)
  setSymbol(literalSymbols, END_OF_BLOCK, EXCEPTIONAL | END)
  for (let i: u32 = 0, base: u32 = 3; i < 28; i++) {
    const extra: u32 = i < 8 ? 0 : (i >> 2) - 1
    setSymbol(literalSymbols, END_OF_BLOCK + 1 + i, valueEntry(base, extra))
    base += 1 << extra
  }
  setSymbol(literalSymbols, 285, valueEntry(258, 0))
  for (let i: u32 = 0, base: u32 = 1; i < 30; i++) {
    const extra: u32 = i < 4 ? 0 : (i >> 1) - 1
    setSymbol(distanceSymbols, i, valueEntry(base, extra))
    base += 1 << extra
  }
  setSymbol(distanceSymbols, 30, EXCEPTIONAL)
  setSymbol(distanceSymbols, 31, EXCEPTIONAL)
  for (let i: u32 = 0; i < PRECODE_COUNT; i++) setSymbol(precodeSymbols, i, i << VALUE_SHIFT)
}

function valueEntry(base: u32, extra: u32): u32 {
  return (base << VALUE_SHIFT) | ((63 - extra) << 8) | extra
}

function setSymbol(symbols: usize, i: u32, entry: u32): void {
  store<u32>(symbols + (i << 2), entry)
}

/** Reads the codes at the start of a block. @returns false when they are damaged, or such as no compressor makes */
export function readCodes(): bool {
  const literalCount = take(5) + 257
  const distanceCount = take(5) + 1
  if (literalCount > 286 || distanceCount > 30) return false
  if (!readPrecode(take(4) + 4) || !readCodeLengths(literalCount + distanceCount)) return false
  return fillTables(literalCount, distanceCount)
}

function fillTables(literalCount: u32, distanceCount: u32): bool {
  const lengths = codeLengths + literalCount
  return (
    load<u8>(codeLengths + END_OF_BLOCK) !== 0 &&
    fillTable(literals, LITERAL_BITS, literalSymbols, codeLengths, literalCount) &&
    (fillTable(distances, DISTANCE_BITS, distanceSymbols, lengths, distanceCount) ||
      fillLoneTable(distances, DISTANCE_BITS, distanceSymbols, lengths, distanceCount))
  )
}

export function useFixedCodes(): bool {
  memory.fill(codeLengths, 8, 144)
  memory.fill(codeLengths + 144, 9, 112)
  memory.fill(codeLengths + 256, 7, 24)
  memory.fill(codeLengths + 280, 8, 8)
  memory.fill(codeLengths + LITERAL_COUNT, 5, DISTANCE_COUNT)
  return fillTables(LITERAL_COUNT, DISTANCE_COUNT)
}

function readPrecode(count: u32): bool {
  memory.fill(codeLengths, 0, PRECODE_COUNT)
  for (let i: u32 = 0; i < count; i++) {
    // 56 bits, of which 17 are used, are not enough for all.
    if ((i & 7) === 0) refill()
    store<u8>(codeLengths + load<u8>(PRECODE_ORDER + i), <u8>take(3))
  }
  return fillTable(precodes, PRECODE_BITS, precodeSymbols, codeLengths, PRECODE_COUNT)
}

/** RFC 1951 3.2.7: 16 repeats the length before, 17 and 18 repeat 0. */
function readCodeLengths(count: u32): bool {
  for (let i: u32 = 0; i < count; ) {
    if (isPastEnd()) return false
    refill()
    const entry = load<u32>(precodes + ((<u32>bits & ((1 << PRECODE_BITS) - 1)) << 2))
    take(entry & 63)
    const symbol = entry >> VALUE_SHIFT
    if (symbol < 16) {
      store<u8>(codeLengths + i++, <u8>symbol)
      continue
    }
    if (symbol === 16 && i === 0) return false
    const length: u8 = symbol === 16 ? load<u8>(codeLengths + i - 1) : 0
    const times: u32 = symbol === 16 ? 3 + take(2) : symbol === 17 ? 3 + take(3) : 11 + take(7)
    if (times > count - i) return false
    memory.fill(codeLengths + i, length, times)
    i += times
  }
  return true
}
