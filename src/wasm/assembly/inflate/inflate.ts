/**
 * AssemblyScript. Decodes deflate data (RFC 1951), valid data as zlib's compressors write it; data that it refuses is
 * passed by codecs/gzip/gzip.ts to node:zlib, which reports what is wrong.
 *
 * Faster than node:zlib by half: the output is written once, to memory that is used for all files.
 */
import {
  bitCount,
  bits,
  bytesLeft,
  furthestNext,
  goTo,
  isAtEnd,
  isPastEnd,
  next,
  openBits,
  refill,
  setBits,
  take,
  wholeByte,
} from '../bit-reader'
import { allocateForCompressed } from '../compressed-room'
import { copyMatch } from '../match-copy'
import { DISTANCE_BITS, distances, LITERAL_BITS, literals, readCodes, useFixedCodes } from './deflate-codes'
import { END, EXCEPTIONAL, FURTHER, LITERAL, VALUE_SHIFT } from './huffman-table'

const STORED: u32 = 0
const FIXED: u32 = 1
const DYNAMIC: u32 = 2
/** The most bits that a distance takes. */
const MAX_DISTANCE_BITS: u64 = 28
/**
 * An iteration of the loop in `inflateBlock` writes at most this: two literals, a match of 258 bytes and 15 too many.
 */
const WRITE_AHEAD: usize = 320

/** The current end of the output, and its largest possible end. */
let output: usize = 0
let outputEnd: usize = 0

/** Address of the uncompressed bytes. */
export function outputStart(): usize {
  return __heap_base
}

/** Allocates memory for a file. @returns the address for its deflate data, or 0 when memory does not suffice */
export function reserve(uncompressedSize: usize, compressedSize: usize): usize {
  return allocateForCompressed(outputStart(), uncompressedSize, WRITE_AHEAD, compressedSize)
}

/**
 * Whether the `compressedSize` bytes at `deflated` are exactly deflate data that expands to `uncompressedSize` bytes.
 */
export function inflate(deflated: usize, compressedSize: usize, uncompressedSize: usize): bool {
  openBits(deflated, compressedSize)
  output = outputStart()
  outputEnd = output + uncompressedSize
  for (let isLast: u32 = 0; isLast === 0; ) {
    if (isPastEnd()) return false
    refill()
    isLast = take(1)
    if (!readBlock(take(2))) return false
  }
  return isAtEnd() && output === outputEnd
}

function readBlock(type: u32): bool {
  if (type === STORED) return copyStored()
  if (type === DYNAMIC) return readCodes() && inflateBlock()
  return type === FIXED && useFixedCodes() && inflateBlock()
}

function copyStored(): bool {
  const start = wholeByte() + 4
  const left = bytesLeft()
  const size = <usize>load<u16>(start - 4)
  if ((size ^ 0xffff) !== <usize>load<u16>(start - 2)) return false
  if (left < 4 + size || size > outputEnd - output) return false
  memory.copy(output, start, size)
  output += size
  goTo(start + size)
  return true
}

/**
 * Decodes literals and matches up to the end of the block, with the state of the reader in locals. At the start of each
 * iteration 56 bits are held, and `entry` is for the first of them; three symbols take 11 + 11 + 20, a distance 28.
 * Whether the first symbol is a literal is as hard to predict for the processor as anything, so there is no branch on
 * it. Entries are not masked where only their lowest six bits matter: in shifts, and for `count`.
 */
function inflateBlock(): bool {
  const furthest = furthestNext()
  let to = output
  refill()
  let held = bits
  let count = bitCount
  let from = next
  let entry = entryFor(literals, held, LITERAL_BITS)
  while (from <= furthest) {
    if (to > outputEnd) return false
    const literal = entry & LITERAL ? entry : 0
    store<u8>(to, <u8>(entry >> VALUE_SHIFT))
    to += literal === 0 ? 0 : 1
    held >>= literal
    count -= literal
    entry = entryFor(literals, held, LITERAL_BITS)
    if (entry & LITERAL) {
      store<u8>(to++, <u8>(entry >> VALUE_SHIFT))
      held >>= entry
      count -= entry
      entry = entryFor(literals, held, LITERAL_BITS)
    }
    if (entry & FURTHER) {
      held >>= LITERAL_BITS
      count -= LITERAL_BITS
      entry = furtherEntry(literals, held, entry)
    }
    const before = held
    held >>= entry
    count -= entry
    if (entry & LITERAL) {
      store<u8>(to++, <u8>(entry >> VALUE_SHIFT))
      held |= load<u64>(from) << count
      from += bytesTaken(count)
      count |= 56
      entry = entryFor(literals, held, LITERAL_BITS)
      continue
    }
    if (entry & EXCEPTIONAL) {
      output = to
      setBits(held, count & 63, from)
      return (entry & END) !== 0 && to <= outputEnd
    }
    const length = symbolValue(entry, before)
    if ((count & 63) < MAX_DISTANCE_BITS) {
      held |= load<u64>(from) << count
      from += bytesTaken(count)
      count |= 56
    }
    entry = entryFor(distances, held, DISTANCE_BITS)
    if (entry & FURTHER) {
      held >>= DISTANCE_BITS
      count -= DISTANCE_BITS
      entry = furtherEntry(distances, held, entry)
    }
    if (entry & EXCEPTIONAL) return false
    const distance = symbolValue(entry, held)
    held >>= entry
    count -= entry
    if (distance > to - outputStart()) return false
    held |= load<u64>(from) << count // before the copying, which the processor can do meanwhile
    from += bytesTaken(count)
    count |= 56
    entry = entryFor(literals, held, LITERAL_BITS)
    copyMatch(to, to - distance, to + length)
    to += length
  }
  return false
}

/** How many bytes are read when `count` bits are held; only its lowest six bits matter. */
function bytesTaken(count: u64): usize {
  return <usize>(~count >> 3) & 7
}

function entryFor(table: usize, held: u64, tableBits: u32): u64 {
  return load<u32>(table + ((<usize>held & ((1 << tableBits) - 1)) << 2))
}

/** The entry that `pointer`, an entry with FURTHER, leads to; `held` is without the bits of the first table. */
function furtherEntry(table: usize, held: u64, pointer: u64): u64 {
  const tableBits = (<u32>pointer >> 8) & 15
  return entryFor(table + ((<usize>(pointer >> VALUE_SHIFT)) << 2), held, tableBits)
}

/** The length or distance of `entry`, with its extra bits. */
function symbolValue(entry: u64, held: u64): usize {
  const taken = held << (0 - entry)
  return <usize>(entry >> VALUE_SHIFT) + <usize>((taken >> (entry >> 8)) >> 1)
}
