/**
 * AssemblyScript. FSE tables (RFC 8878 4.1): what each state decodes to, and which one follows. Entries have 8 bytes:
 *
 *   0-1   base of the value, modulo 65536
 *   2     extra bits: what follows in the bitstream is added to the base
 *   3     32 less the bits that the next state takes: the rotation to the right that makes the first bits the lowest
 *   4-5   to which they are added, eight times: the address of its entry, as all tables are in the first 64 KiB
 *   6-7   mask for them
 */
import { isPastEnd, openBits, refill, take, wholeByte } from '../bit-reader'

/** The largest Accuracy_Log of any table, and the largest number of symbols. */
const MAX_ACCURACY_LOG: u32 = 9
const MAX_SYMBOLS: u32 = 53

/** By symbol: its probability, where -1 is "less than 1", and the state it has next while a table is filled. */
const probabilities: usize = memory.data(53 * 2, 8)
const nextStates: usize = memory.data(53 * 2, 8)
/** By state: its symbol. */
const symbolOf: usize = memory.data(512, 8)

/** Of the distribution that was read last: its Accuracy_Log, its number of symbols, and its end. */
export let accuracyLog: u32 = 0
export let distributionEnd: usize = 0
let symbolCount: u32 = 0

export function baseOf(entry: usize): u32 {
  return load<u16>(entry)
}

export function extraBits(entry: usize): u32 {
  return load<u8>(entry, 2)
}

/** What 32 bits are rotated to the right by so that those of the next state become the lowest. */
export function stateRotation(entry: usize): u32 {
  return load<u8>(entry, 3)
}

export function stateBits(entry: usize): u32 {
  return 32 - stateRotation(entry)
}

/** The entry of the next state, whose bits are the lowest of `states`. */
export function entryAfter(entry: usize, states: u32): usize {
  return load<u16>(entry, 4) + ((states & load<u16>(entry, 6)) << 3)
}

/** The entry of a single state: it is followed by itself. */
export function setLoneState(entry: usize, symbol: usize): void {
  store<u64>(entry, load<u64>(symbol) | stateOf(<u32>entry, 0))
}

function stateOf(next: u32, bits: u32): u64 {
  return ((32 - bits) << 24) | (((((<u64>1) << bits) - 1) << 48) | ((<u64>next) << 32))
}

/** The first `bits` (up to 9) of a backward bitstream as a state, times eight. */
export function stateOffset(held: u64, bits: u64): usize {
  return <usize>(held >> (61 - bits)) & ~7
}

/** The entry of `symbol` in a table without states. */
export function setSymbol(symbols: usize, symbol: u32, base: u32, extra: u32): void {
  store<u64>(symbols + (symbol << 3), (base & 0xffff) | (extra << 16))
}

/**
 * RFC 8878 4.1.1. Reads the probabilities of the symbols.
 * @returns false when they do not add up, or extend past `end`
 */
export function readDistribution(start: usize, end: usize, maxLog: u32, maxSymbols: u32): bool {
  openBits(start, end - start)
  refill()
  accuracyLog = take(4) + 5
  if (accuracyLog > min(maxLog, MAX_ACCURACY_LOG)) return false
  const limit = min(maxSymbols, MAX_SYMBOLS)
  let left: i32 = 1 << accuracyLog
  let symbol: u32 = 0
  while (left > 0) {
    if (symbol >= limit || isPastEnd()) return false
    refill()
    const probability = readProbability(left)
    left -= probability < 0 ? 1 : probability
    setProbability(symbol++, probability)
    if (probability === 0)
      for (let repeat: u32 = 3; repeat === 3; ) {
        repeat = take(2)
        if (repeat > limit - symbol) return false
        for (let i: u32 = 0; i < repeat; i++) setProbability(symbol++, 0)
      }
  }
  symbolCount = symbol
  distributionEnd = wholeByte()
  return left === 0 && distributionEnd <= end
}

/** Values from 0 to `left` + 1, one more than the probability; small ones have a bit less. */
function readProbability(left: i32): i32 {
  const highest: u32 = left + 1
  const bits = 32 - clz(highest)
  const short = ((<u32>1) << bits) - 1 - highest
  const low = take(bits - 1)
  if (low < short) return <i32>low - 1
  const value = low | (take(1) << (bits - 1))
  return <i32>(value < (<u32>1) << (bits - 1) ? value : value - short) - 1
}

function setProbability(symbol: u32, probability: i32): void {
  store<i16>(probabilities + (symbol << 1), <i16>probability)
}

function probabilityOf(symbol: u32): i32 {
  return load<i16>(probabilities + (symbol << 1))
}

/** Sets `count` probabilities, a signed byte each, as the distribution that was read. */
export function useDistribution(bytes: usize, count: u32, log: u32): void {
  for (let i: u32 = 0; i < count; i++) setProbability(i, load<i8>(bytes + i))
  symbolCount = count
  accuracyLog = log
}

/** Fills a table from the distribution that was read last. @param symbols entries of the symbols */
export function fillStates(table: usize, symbols: usize): void {
  spreadSymbols()
  const size: u32 = 1 << accuracyLog
  for (let state: u32 = 0; state < size; state++) {
    const symbol = <u32>load<u8>(symbolOf + state)
    const place = nextStates + (symbol << 1)
    const next = <u32>load<u16>(place)
    store<u16>(place, <u16>(next + 1))
    const bits = accuracyLog - (31 - clz(next))
    const further = <u32>table + (((next << bits) - size) << 3)
    store<u64>(table + (state << 3), load<u64>(symbols + (symbol << 3)) | stateOf(further, bits))
  }
}

/** RFC 8878 4.1.1: symbols less probable than 1 have the last states; the others are spread in steps. */
function spreadSymbols(): void {
  const size: u32 = 1 << accuracyLog
  const step = (size >> 1) + (size >> 3) + 3
  let free = size
  for (let symbol: u32 = 0; symbol < symbolCount; symbol++) {
    const probability = probabilityOf(symbol)
    if (probability < 0) store<u8>(symbolOf + --free, <u8>symbol)
    store<u16>(nextStates + (symbol << 1), <u16>abs(probability))
  }
  for (let symbol: u32 = 0, state: u32 = 0; symbol < symbolCount; symbol++)
    for (let left = probabilityOf(symbol); left > 0; left--) {
      store<u8>(symbolOf + state, <u8>symbol)
      do state = (state + step) & (size - 1)
      while (state >= free)
    }
}
