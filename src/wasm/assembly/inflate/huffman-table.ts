/**
 * AssemblyScript. Tables that map the next bits of deflate data (RFC 1951) to the symbol they begin with.
 *
 * A table has one entry for each value of its first bits. Longer codes share a first entry, which points to a further
 * table after the first one, for the bits that follow. Entries are words:
 *
 *   0-5    bits to drop: the code, here less those of the first table, and the extra bits after it
 *   6      LITERAL: bits 16-23 are the byte
 *   7      EXCEPTIONAL: not a symbol with a value
 *   8-13   without either, 63 less the extra bits, which are added to the value
 *   14     with EXCEPTIONAL, FURTHER: bits 8-11 are how many bits the further table is for, 16-31 where it starts
 *   15     with EXCEPTIONAL, END: the block ends
 *   16-31  the value
 */
export const LITERAL: u32 = 0x40
export const EXCEPTIONAL: u32 = 0x80
export const FURTHER: u32 = 0x4000
export const END: u32 = 0x8000
export const VALUE_SHIFT: u32 = 16

const MAX_CODE_LENGTH: u32 = 15
const MAX_SYMBOLS: u32 = 288

/** By code length: the number of its symbols, and the position of the next of them in `ordered`. */
const counts: usize = memory.data(16 * 4, 8)
const places: usize = memory.data(16 * 4, 8)
/** Symbols by code length, those of the same length in symbol order: the order of the codes. */
const ordered: usize = memory.data(288 * 2, 8)

function countOf(length: u32): u32 {
  return load<u32>(counts + (length << 2))
}

/**
 * Fills a table of `bits` bits.
 * @param symbols entries of the symbols, as they are without their codes
 * @param lengths a byte for each of `count` symbols, the length of its code; 0 when it has none
 * @returns false when the lengths are not those of a complete code
 */
export function fillTable(table: usize, bits: u32, symbols: usize, lengths: usize, count: u32): bool {
  if (count > MAX_SYMBOLS || unusedCodes(lengths, count) !== 0) return false
  orderSymbols(lengths, count)
  fillFirst(table, bits, symbols)
  return true
}

/** As `fillTable`, of a code that has at most one symbol, with a length of one bit; the rest is EXCEPTIONAL. */
export function fillLoneTable(table: usize, bits: u32, symbols: usize, lengths: usize, count: u32): bool {
  const size: u32 = 1 << bits
  for (let i: u32 = 0; i < size; i++) setEntry(table, i, EXCEPTIONAL)
  for (let symbol: u32 = 0, used: u32 = 0; symbol < count; symbol++) {
    const length = <u32>load<u8>(lengths + symbol)
    if (length === 0) continue
    if (length > 1 || used++ > 0) return false
    const entry = load<u32>(symbols + (symbol << 2)) + 1
    for (let i: u32 = 0; i < size; i += 2) setEntry(table, i, entry)
  }
  return true
}

/** Codes of full length that no symbol uses; negative when there are more symbols than codes. */
function unusedCodes(lengths: usize, count: u32): i32 {
  memory.fill(counts, 0, 16 * 4)
  for (let i: u32 = 0; i < count; i++) {
    const place = counts + ((<usize>load<u8>(lengths + i)) << 2)
    store<u32>(place, load<u32>(place) + 1)
  }
  let unused: i32 = 1
  for (let length: u32 = 1; length <= MAX_CODE_LENGTH; length++) {
    unused = (unused << 1) - <i32>countOf(length)
    if (unused < 0) break
  }
  return unused
}

function orderSymbols(lengths: usize, count: u32): void {
  for (let length: u32 = 1, place: u32 = 0; length <= MAX_CODE_LENGTH; length++) {
    store<u32>(places + (length << 2), place)
    place += countOf(length)
  }
  for (let symbol: u32 = 0; symbol < count; symbol++) {
    const length = <usize>load<u8>(lengths + symbol)
    if (length === 0) continue
    const place = load<u32>(places + (length << 2))
    store<u32>(places + (length << 2), place + 1)
    store<u16>(ordered + (place << 1), <u16>symbol)
  }
}

function setEntry(table: usize, i: u32, entry: u32): void {
  store<u32>(table + (i << 2), entry)
}

/** Codes are stored from their highest bit on, so entries are at reversed codes; this is the one after `code`. */
function nextCode(code: u32, length: u32): u32 {
  const highestZero: u32 = 1 << (31 - clz<u32>(~code & ((1 << length) - 1)))
  return (code & (highestZero - 1)) | highestZero
}

/** A table for one more bit is the table twice: it is doubled whenever codes get longer. */
function fillFirst(table: usize, bits: u32, symbols: usize): void {
  let code: u32 = 0
  let place: u32 = 0
  for (let length: u32 = 1; length <= bits; length++) {
    const half = (<usize>2) << length
    memory.copy(table + half, table, half)
    for (let left = countOf(length); left > 0; left--) {
      const symbol = <u32>load<u16>(ordered + (place++ << 1))
      setEntry(table, code, load<u32>(symbols + (symbol << 2)) + length)
      // The last code of a complete set is all ones.
      if (code === ((<u32>1) << length) - 1) {
        doubleFrom(table, length, bits)
        return
      }
      code = nextCode(code, length)
    }
  }
  fillFurther(table, bits, symbols, code, place)
}

function doubleFrom(table: usize, length: u32, bits: u32): void {
  for (; length < bits; length++) memory.copy(table + ((<usize>4) << length), table, (<usize>4) << length)
}

/** Tables for codes of more than `bits` bits, of which `code` is the first one. */
function fillFurther(table: usize, bits: u32, symbols: usize, code: u32, place: u32): void {
  const mask: u32 = (1 << bits) - 1
  let prefix = u32.MAX_VALUE
  let start: u32 = 0
  let end: u32 = 1 << bits
  for (let length = bits + 1; length <= MAX_CODE_LENGTH; length++) {
    for (let left = countOf(length); left > 0; left--) {
      if ((code & mask) !== prefix) {
        prefix = code & mask
        const further = furtherBits(bits, length, left)
        start = end
        end += 1 << further
        setEntry(table, prefix, EXCEPTIONAL | FURTHER | (further << 8) | (start << VALUE_SHIFT))
      }
      const symbol = <u32>load<u16>(ordered + (place++ << 1))
      const entry = load<u32>(symbols + (symbol << 2)) + length - bits
      for (let i = start + (code >> bits); i < end; i += 1 << (length - bits)) setEntry(table, i, entry)
      if (code === ((<u32>1) << length) - 1) return
      code = nextCode(code, length)
    }
  }
}

/** How many bits the codes of one prefix have after it, when `left` of `length` bits are still to come. */
function furtherBits(bits: u32, length: u32, left: u32): u32 {
  let further = length - bits
  for (let filled = left; filled < (<u32>1) << further; ) {
    further++
    filled = (filled << 1) + countOf(bits + further)
  }
  return further
}
