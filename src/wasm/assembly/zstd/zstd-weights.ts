/** AssemblyScript. The Huffman tree of literals: RFC 8878 4.2.1. */
import { bitCount, bitsBefore, firstOf, isBitstream } from './backward-bits'
import {
  accuracyLog,
  distributionEnd,
  entryAfter,
  fillStates,
  readDistribution,
  setSymbol,
  stateBits,
  stateOffset,
} from './fse-table'

/** By the next 11 bits of a stream: the bits of the code in the low byte, its symbol in the high one. */
export const CODE_BITS: u32 = 11
export const codes: usize = memory.data(2048 * 2, 64)

const MAX_WEIGHTS: u32 = 255
const MAX_WEIGHT: u32 = 11
const MAX_ACCURACY_LOG: u32 = 6
/** From this value on, the first byte encodes the number of weights of four bits that follow. */
const DIRECT: u32 = 128

const weights: usize = memory.data(256, 8)
let weightCount: u32 = 0
const weightSymbols: usize = memory.data(12 * 8, 8)
const weightStates: usize = memory.data(64 * 8, 8)
/** By weight: the number of its symbols, and the position of the next of them in `codes`. */
const counts: usize = memory.data(12 * 4, 8)
const places: usize = memory.data(12 * 4, 8)

for (let weight: u32 = 0; weight <= MAX_WEIGHT; weight++) setSymbol(weightSymbols, weight, weight, 0)

/** Reads a tree description into `codes`. @returns its end; 0 when it is damaged */
export function readTree(start: usize, end: usize): usize {
  if (start >= end) return 0
  const first = <u32>load<u8>(start)
  const size: usize = first < DIRECT ? first : (first - DIRECT + 2) >> 1
  const treeEnd = start + 1 + size
  if (treeEnd > end) return 0
  const isRead =
    first < DIRECT ? readWeights(start + 1, treeEnd) : splitWeights(start + 1, first - DIRECT + 1)
  return isRead && fillCodes() ? treeEnd : 0
}

function splitWeights(start: usize, count: u32): bool {
  for (let i: u32 = 0; i < count; i++) {
    const pair = <u32>load<u8>(start + (i >> 1))
    store<u8>(weights + i, <u8>(i & 1 ? pair & 15 : pair >> 4))
  }
  weightCount = count
  return true
}

/** RFC 8878 4.2.1.2: two states in turn, until there are no bits for the next one. */
function readWeights(start: usize, end: usize): bool {
  if (!readDistribution(start, end, MAX_ACCURACY_LOG, MAX_WEIGHT + 1)) return false
  const streamStart = distributionEnd
  if (!isBitstream(streamStart, end)) return false
  fillStates(weightStates, weightSymbols)
  let left = bitCount(streamStart, end) - <i32>accuracyLog * 2
  if (left < 0) return false
  const states = bitsBefore(streamStart, left + <i32>accuracyLog * 2)
  let entry = weightStates + stateOffset(states, accuracyLog)
  let other = weightStates + stateOffset(states << accuracyLog, accuracyLog)
  for (let count: u32 = 0; count < MAX_WEIGHTS - 1; ) {
    store<u8>(weights + count++, load<u8>(entry))
    const bits = stateBits(entry)
    const next = entryAfter(entry, firstOf(bitsBefore(streamStart, left), bits))
    entry = other
    other = next
    left -= <i32>bits
    if (left >= 0) continue
    store<u8>(weights + count++, load<u8>(entry))
    weightCount = count
    return true
  }
  return false
}

/** The last weight is not stored: it is the one that makes the sum a power of two. */
function fillCodes(): bool {
  memory.fill(counts, 0, (MAX_WEIGHT + 1) << 2)
  let sum: u32 = 0
  for (let i: u32 = 0; i < weightCount; i++) {
    const weight = <u32>load<u8>(weights + i)
    if (weight > MAX_WEIGHT) return false
    countWeight(weight)
    sum += (1 << weight) >> 1
  }
  if (sum === 0) return false
  const maxBits: u32 = 32 - clz(sum)
  const rest = ((<u32>1) << maxBits) - sum
  if (maxBits > CODE_BITS || popcnt(rest) !== 1) return false
  const last = ctz(rest) + 1
  store<u8>(weights + weightCount, <u8>last)
  countWeight(last)
  // The longest codes come in pairs.
  if (countOf(1) < 2) return false
  placeWeights(maxBits)
  for (let symbol: u32 = 0; symbol <= weightCount; symbol++) fillCode(symbol, maxBits)
  return true
}

function countOf(weight: u32): u32 {
  return load<u32>(counts + (weight << 2))
}

function countWeight(weight: u32): void {
  store<u32>(counts + (weight << 2), countOf(weight) + 1)
}

/** The number of bytes of `codes` for a symbol: two for each value of the bits after its code. */
function sizeOf(weight: u32, maxBits: u32): u32 {
  return 1 << (weight + CODE_BITS - maxBits)
}

function placeWeights(maxBits: u32): void {
  for (let weight: u32 = 1, place: u32 = 0; weight <= maxBits; weight++) {
    store<u32>(places + (weight << 2), place)
    place += countOf(weight) * sizeOf(weight, maxBits)
  }
}

function fillCode(symbol: u32, maxBits: u32): void {
  const weight = <u32>load<u8>(weights + symbol)
  if (weight === 0) return
  const place = places + (weight << 2)
  const start = load<u32>(place)
  const size = sizeOf(weight, maxBits)
  store<u32>(place, start + size)
  const code = (symbol << 8) | (maxBits + 1 - weight)
  let at = codes + start
  const end = at + size
  if (size < 8) for (; at < end; at += 2) store<u16>(at, <u16>code)
  else {
    const four = <u64>code * 0x0001000100010001
    for (; at < end; at += 8) store<u64>(at, four)
  }
}
