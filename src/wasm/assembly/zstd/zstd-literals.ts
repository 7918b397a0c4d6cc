/** AssemblyScript. The literals section of a block: RFC 8878 3.1.1.3.1. */
import { isBitstream } from './backward-bits'
import { CODE_BITS, codes, readTree } from './zstd-weights'

const RAW: u32 = 0
const RLE: u32 = 1
const COMPRESSED: u32 = 2
const JUMP_TABLE_SIZE: usize = 6
/** With fewer, the fourth of four streams would end before it starts. */
const MIN_FOR_FOUR_STREAMS: u32 = 6
/** Codes that one refill suffices for. */
const TURN: usize = 5

/** Decoded literals: those of the largest block, and what is read past them. */
const decoded: usize = (__heap_base + 63) & ~63

/** Start of free memory. */
export function literalsRoomEnd(): usize {
  return decoded + 131072 + 64
}

export let literals: usize = 0
export let literalsEnd: usize = 0
let hasTree: bool = false

/** Treeless literals use the tree of an earlier block in the same frame. */
export function forgetTree(): void {
  hasTree = false
}

/** Reads the section at the start of a block. @returns its end; 0 when it is damaged */
export function readLiterals(start: usize, end: usize, maxSize: u32): usize {
  const type = <u32>load<u8>(start) & 3
  return type < COMPRESSED ? readPlain(type, start, end, maxSize) : readPacked(type, start, end, maxSize)
}

function readPlain(type: u32, start: usize, end: usize, maxSize: u32): usize {
  const word = load<u32>(start)
  const format = (word >> 2) & 3
  const headerSize: usize = format === 1 ? 2 : format === 3 ? 3 : 1
  const size =
    format === 1 ? (word & 0xffff) >> 4 : format === 3 ? (word & 0xffffff) >> 4 : (word & 0xff) >> 3
  const sectionEnd = start + headerSize + (type === RAW ? <usize>size : 1)
  if (size > maxSize || sectionEnd > end) return 0
  literals = type === RAW ? start + headerSize : decoded
  if (type === RLE) memory.fill(decoded, load<u8>(start + headerSize), size)
  literalsEnd = literals + size
  return sectionEnd
}

function readPacked(type: u32, start: usize, end: usize, maxSize: u32): usize {
  const word = load<u64>(start)
  const format = <u32>(word >> 2) & 3
  const headerSize: usize = format < 2 ? 3 : format + 2
  const bits = format < 2 ? 10 : (format << 2) + 6
  const mask: u32 = (1 << bits) - 1
  const size = <u32>(word >> 4) & mask
  const streams = start + headerSize
  const sectionEnd = streams + (<u32>(word >> (4 + bits)) & mask)
  if (size === 0 || size > maxSize || sectionEnd > end) return 0
  const streamsAt = type === COMPRESSED ? readTree(streams, sectionEnd) : hasTree ? streams : 0
  hasTree = streamsAt !== 0
  literals = decoded
  literalsEnd = decoded + size
  if (!hasTree) return 0
  const isDecoded = format === 0 ? decodeOne(streamsAt, sectionEnd) : decodeFour(size, streamsAt, sectionEnd)
  return isDecoded ? sectionEnd : 0
}

/**
 * Streams of codes are read without counting bits: the highest bits of `held` come next, and its lowest set bit comes
 * after the last of them. `from` is where they were read.
 * @returns the first bits of a stream, 55 at least, read from `end` - 8
 */
function firstBits(end: usize): u64 {
  const bytes = load<u64>(end - 8)
  return (bytes | 1) << (clz(bytes) + 1)
}

/** Where to read next, after the bits that were consumed from `held`. */
function furtherFrom(from: usize, held: u64): usize {
  return from - <usize>(ctz(held) >> 3)
}

/** Refills `held` to at least 56 bits; `from` is the further one. */
function refilled(from: usize, held: u64): u64 {
  return (load<u64>(from) | 1) << (ctz(held) & 7)
}

/** Whether exactly the bits back to `start` were consumed. */
function isUsedUp(held: u64, from: usize, start: usize): bool {
  return <usize>ctz(held) === (from + 8 - start) << 3
}

function codeFor(held: u64): u64 {
  return load<u16>(codes + ((<usize>(held >> (64 - CODE_BITS))) << 1))
}

function decodeOne(start: usize, end: usize): bool {
  return isBitstream(start, end) && decodeRest(decoded, literalsEnd, firstBits(end), end - 8, start)
}

/** Decodes the rest of a stream up to `end` of its literals. */
function decodeRest(to: usize, end: usize, held: u64, from: usize, start: usize): bool {
  for (let left = TURN; to < end; to++, left--) {
    if (left === 0) {
      from = furtherFrom(from, held)
      held = refilled(from, held)
      left = TURN
    }
    const code = codeFor(held)
    store<u8>(to, <u8>(code >> 8))
    held <<= code & 63
  }
  return isUsedUp(held, from, start)
}

/**
 * Each stream holds a quarter of the literals, the last one the rest. Their codes are decoded in turn: the start of one
 * is known only after the one before, and with four streams the processor need not wait for that.
 */
function decodeFour(size: u32, start: usize, end: usize): bool {
  if (size < MIN_FOR_FOUR_STREAMS || end - start < JUMP_TABLE_SIZE) return false
  const startA = start + JUMP_TABLE_SIZE
  const startB = startA + load<u16>(start)
  const startC = startB + load<u16>(start, 2)
  const startD = startC + load<u16>(start, 4)
  // The last one first: those before it are only inside the block when it is.
  if (!isBitstream(startD, end) || !isBitstream(startC, startD)) return false
  if (!isBitstream(startB, startC) || !isBitstream(startA, startB)) return false
  const quarter: usize = (size + 3) >> 2
  let toA = decoded
  let toB = toA + quarter
  let toC = toB + quarter
  let toD = toC + quarter
  let fromA = startB - 8
  let fromB = startC - 8
  let fromC = startD - 8
  let fromD = end - 8
  let a = firstBits(startB)
  let b = firstBits(startC)
  let c = firstBits(startD)
  let d = firstBits(end)
  // At most 56 bits are consumed per iteration: no stream gets further than 48 KiB before its start, which is inside
  // the program's memory.
  for (const last = literalsEnd - TURN; toD <= last; ) {
    for (let i: usize = 0; i < TURN; i++) {
      const codeA = codeFor(a)
      const codeB = codeFor(b)
      const codeC = codeFor(c)
      const codeD = codeFor(d)
      store<u8>(toA++, <u8>(codeA >> 8))
      store<u8>(toB++, <u8>(codeB >> 8))
      store<u8>(toC++, <u8>(codeC >> 8))
      store<u8>(toD++, <u8>(codeD >> 8))
      a <<= codeA & 63
      b <<= codeB & 63
      c <<= codeC & 63
      d <<= codeD & 63
    }
    fromA = furtherFrom(fromA, a)
    fromB = furtherFrom(fromB, b)
    fromC = furtherFrom(fromC, c)
    fromD = furtherFrom(fromD, d)
    a = refilled(fromA, a)
    b = refilled(fromB, b)
    c = refilled(fromC, c)
    d = refilled(fromD, d)
  }
  return (
    decodeRest(toA, decoded + quarter, a, fromA, startA) &&
    decodeRest(toB, decoded + 2 * quarter, b, fromB, startB) &&
    decodeRest(toC, decoded + 3 * quarter, c, fromC, startC) &&
    decodeRest(toD, literalsEnd, d, fromD, startD)
  )
}
