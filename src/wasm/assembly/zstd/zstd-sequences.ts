/**
 * AssemblyScript. Decodes the sequences section of a block and executes its sequences: RFC 8878 3.1.1.3.2 and 3.1.1.4.
 */

import { copyFar, copyMatch } from '../match-copy'
import { bitCount, bitsAt, bitsBefore, firstOf, isBitstream, positionOf } from './backward-bits'
import { baseOf, entryAfter, extraBits, stateOffset, stateRotation } from './fse-table'
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

const RESERVED_MODES: u32 = 3
const MORE_SEQUENCES: u32 = 0x7f00

/** The three offsets that were used last. */
let repeated1: usize = 0
let repeated2: usize = 0
let repeated3: usize = 0

export function resetRepeatedOffsets(): void {
  setRepeatedOffsets(1, 4, 8)
}

function setRepeatedOffsets(offset1: usize, offset2: usize, offset3: usize): void {
  repeated1 = offset1
  repeated2 = offset2
  repeated3 = offset3
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
  return stream !== 0 && isBitstream(stream, end) ? runSequences(count, stream, end, first, to, limit) : 0
}

function copyLastLiterals(lit: usize, to: usize, limit: usize): usize {
  const size = literalsEnd - lit
  if (size > limit - to) return 0
  memory.copy(to, lit, size)
  return to + size
}

/** The extra bits of a length, the first of `held`, with what the table leaves out of the base. */
function extraOf(held: u64, bits: u32): u32 {
  return firstOf(held, bits) + ((bits & 16) << 12)
}

/**
 * The offset of a sequence, without branches, which the processor would often mispredict.
 * @param value 1 to 3 are the repeated offsets, above them an offset plus 3
 * @param choice the same, but after no literals 1 more: each means the next one then, 3 the first one less 1
 */
function chosenOffset(value: u32, choice: u32, offset1: usize, offset2: usize, offset3: usize): usize {
  let offset = select(offset1 - 1, value - 3, value === 3)
  offset = select(offset3, offset, choice === 3)
  offset = select(offset2, offset, choice === 2)
  return select(offset1, offset, choice === 1)
}

/**
 * Decodes and executes each sequence: copies literals, and then bytes from `offset` bytes before.
 *
 * What takes time is the number of instructions, of which V8 makes two to four for a shift by a variable: bits are
 * rotated into place and masked. The 56 bits that are held suffice for an offset, 30, and the next states, 26; the
 * extra bits of lengths, which one sequence in thirty has, are read apart.
 */
function runSequences(count: u32, start: usize, end: usize, first: usize, to: usize, limit: usize): usize {
  const litEnd = literalsEnd
  let lit = literals
  let offset1 = repeated1
  let offset2 = repeated2
  let offset3 = repeated3
  const bottom = positionOf(start, 0)
  const bits = bitCount(start, end)
  let held = bitsBefore(start, bits)
  let lengthEntry = lengthTable + stateOffset(held, lengthLog)
  let offsetEntry = offsetTable + stateOffset(held << lengthLog, offsetLog)
  let matchEntry = matchTable + stateOffset(held << (lengthLog + offsetLog), matchLog)
  let at = positionOf(start, bits) - lengthLog - offsetLog - matchLog
  let stateRotations: u32 = 0
  do {
    if (at < bottom) return 0
    const offsetRotation = extraBits(offsetEntry)
    held = rotr(bitsAt(at), offsetRotation)
    const highest = rotr<u32>(1 << 24, offsetRotation) // 1 before as many bits as the offset has
    const value = highest + ((highest - 1) & <u32>held)
    at += <i64>offsetRotation - 56
    let length: usize = baseOf(lengthEntry)
    let matchLength: usize = baseOf(matchEntry)
    if (extraBits(lengthEntry) | extraBits(matchEntry)) {
      const matchBits = extraBits(matchEntry)
      held = bitsAt(at) << 8
      matchLength += extraOf(held, matchBits)
      length += extraOf(held << (<u64>matchBits), extraBits(lengthEntry))
      at -= matchBits + extraBits(lengthEntry)
      held = bitsAt(at) << 8
    }
    const lengthRotation = stateRotation(lengthEntry)
    const matchRotation = stateRotation(matchEntry)
    const offsetStateRotation = stateRotation(offsetEntry)
    stateRotations = lengthRotation + matchRotation + offsetStateRotation
    at += <i64>stateRotations - 96
    let states = rotr(<u32>(held >> 32), lengthRotation)
    lengthEntry = entryAfter(lengthEntry, states)
    states = rotr(states, matchRotation)
    matchEntry = entryAfter(matchEntry, states)
    states = rotr(states, offsetStateRotation)
    offsetEntry = entryAfter(offsetEntry, states)
    const choice = value + (length === 0 ? <u32>1 : 0)
    const offset = chosenOffset(value, choice, offset1, offset2, offset3)
    offset3 = select(offset2, offset3, choice > 2)
    offset2 = select(offset1, offset2, choice > 1)
    offset1 = offset
    const matchAt = to + length
    const matchEnd = matchAt + matchLength
    const literalsAfter = lit + length
    // Apart from each other: joined, V8 makes numbers of both comparisons.
    if (literalsAfter > litEnd) return 0
    if (matchEnd > limit) return 0
    if (offset - 1 >= matchAt - first) return 0 // an offset of 0 becomes the largest
    copyFar(to, lit, matchAt)
    lit = literalsAfter
    to = matchEnd
    copyMatch(matchAt, matchAt - offset, to)
  } while (--count !== 0)
  // The last sequence takes no bits of further states.
  if (at - (<i64>stateRotations - 96) !== bottom) return 0
  setRepeatedOffsets(offset1, offset2, offset3)
  return copyLastLiterals(lit, to, limit)
}
