/**
 * AssemblyScript. Decodes the sequences section of a block and executes its sequences: RFC 8878 3.1.1.3.2 and 3.1.1.4.
 */

import { copyFar, copyMatch } from '../match-copy'
import { bitCount, bitsBefore, firstOf, HELD_BITS, isBitstream } from './backward-bits'
import { extraBits, nextEntry, stateBits, stateOffset } from './fse-table'
import {
  lengthLog,
  lengthTable,
  matchLog,
  matchTable,
  offsetLog,
  offsetTable,
  readTables,
} from './zstd-codes'
import { literals, literalsEnd } from './zstd-literals'

/** The most bits that the next states take: 9, 9 and 8. */
const MAX_STATE_BITS: u64 = 26
const RESERVED_MODES: u32 = 3
const MORE_SEQUENCES: u32 = 0x7f00

/** The three offsets that were used last. */
let repeated1: usize = 0
let repeated2: usize = 0
let repeated3: usize = 0

export function resetRepeatedOffsets(): void {
  repeated1 = 1
  repeated2 = 4
  repeated3 = 8
}

/**
 * Writes the uncompressed bytes of a block. Up to 15 bytes after them are overwritten.
 * @param first start of the frame's uncompressed bytes: no offset reaches further back
 * @param to start of the block's
 * @param limit their largest possible end
 * @returns their end; 0 when the section is damaged
 */
export function executeSection(start: usize, end: usize, first: usize, to: usize, limit: usize): usize {
  if (start >= end) return 0
  const byte = <u32>load<u8>(start)
  if (byte === 0) return start + 1 === end ? copyLastLiterals(literals, to, limit) : 0
  const count =
    byte < 128
      ? byte
      : byte < 255
        ? ((byte - 128) << 8) | load<u8>(start, 1)
        : <u32>load<u16>(start, 1) + MORE_SEQUENCES
  const modesAt = start + (byte < 128 ? 1 : byte < 255 ? 2 : 3)
  const modes = <u32>load<u8>(modesAt)
  if (count === 0 || modesAt >= end || modes & RESERVED_MODES) return 0
  const stream = readTables(modes, modesAt + 1, end)
  return stream !== 0 && isBitstream(stream, end) ? executeSequences(count, stream, end, first, to, limit) : 0
}

function copyLastLiterals(lit: usize, to: usize, limit: usize): usize {
  const size = literalsEnd - lit
  if (size > limit - to) return 0
  memory.copy(to, lit, size)
  return to + size
}

/**
 * Decodes and executes each sequence: copies literals, and then bytes from `offset` bytes before. The offset is chosen
 * without branches, which the processor would often mispredict: 1 to 3 are the repeated offsets, and after no literals
 * each means the next one.
 */
function executeSequences(
  count: u32,
  start: usize,
  end: usize,
  first: usize,
  to: usize,
  limit: usize,
): usize {
  const litEnd = literalsEnd
  let lit = literals
  let offset1 = repeated1
  let offset2 = repeated2
  let offset3 = repeated3
  let left = bitCount(start, end)
  let held = bitsBefore(start, left)
  let lengthEntry = lengthTable + stateOffset(held, lengthLog)
  held <<= lengthLog
  let offsetEntry = offsetTable + stateOffset(held, offsetLog)
  held <<= offsetLog
  let matchEntry = matchTable + stateOffset(held, matchLog)
  left -= <i32>(lengthLog + offsetLog + matchLog)
  for (;;) {
    if (left < 0) return 0
    held = bitsBefore(start, left)
    const offsetBits = extraBits(offsetEntry)
    const matchBits = extraBits(matchEntry)
    const lengthBits = extraBits(lengthEntry)
    const valueBits = offsetBits + matchBits + lengthBits
    let offset = <usize>load<u32>(offsetEntry) + firstOf(held, offsetBits)
    let lengthAndMatch = held << offsetBits
    let states = held << valueBits
    if (valueBits > HELD_BITS - MAX_STATE_BITS) {
      lengthAndMatch = bitsBefore(start, left - <i32>offsetBits)
      states = bitsBefore(start, left - <i32>valueBits)
    }
    const matchLength = <usize>load<u32>(matchEntry) + firstOf(lengthAndMatch, matchBits)
    const length = <usize>load<u32>(lengthEntry) + firstOf(lengthAndMatch << matchBits, lengthBits)
    left -= <i32>valueBits
    if (--count !== 0) {
      const lengthStateBits = stateBits(lengthEntry)
      const matchStateBits = stateBits(matchEntry)
      const offsetStateBits = stateBits(offsetEntry)
      const lengthAndMatchBits = lengthStateBits + matchStateBits
      left -= <i32>(lengthAndMatchBits + offsetStateBits)
      lengthEntry = nextEntry(lengthEntry) + stateOffset(states, lengthStateBits)
      matchEntry = nextEntry(matchEntry) + stateOffset(states << lengthStateBits, matchStateBits)
      offsetEntry = nextEntry(offsetEntry) + stateOffset(states << lengthAndMatchBits, offsetStateBits)
    }
    const isNew = offsetBits > 1
    const choice = offset + (length === 0 ? <usize>1 : 0)
    const third = select(offset3, offset1 - 1, choice === 3)
    const repeated = select(offset1, select(offset2, third, choice === 2), choice === 1)
    offset = select(offset, repeated, isNew)
    offset3 = select(offset3, offset2, !isNew && choice <= 2)
    offset2 = select(offset2, offset1, !isNew && choice === 1)
    offset1 = offset
    const matchAt = to + length
    if (length > <usize>(litEnd - lit) || length + matchLength > <usize>(limit - to)) return 0
    // 0 becomes the largest.
    if (offset - 1 >= matchAt - first) return 0
    copyFar(to, lit, matchAt)
    lit += length
    to = matchAt + matchLength
    copyMatch(matchAt, matchAt - offset, to)
    if (count === 0) break
  }
  if (left !== 0) return 0
  repeated1 = offset1
  repeated2 = offset2
  repeated3 = offset3
  return copyLastLiterals(lit, to, limit)
}
