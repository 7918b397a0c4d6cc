/**
 * AssemblyScript. Compresses to the raw format of Snappy, which every reader of Parquet has built in: the same bytes on
 * every machine, unlike zlib's, whose bytes depend on its version and on the processor.
 *
 * https://github.com/google/snappy/blob/main/format_description.txt
 */
import { sharedLength } from '../byte-runs'
import { Bytes, Column } from '../columns'
import { writeVarint } from './hybrid-runs'

/** Copies reach back at most so far; each block is compressed by itself. */
const BLOCK: u32 = 1 << 16
const HASH_BITS: u32 = 14
/** Shortest copy, and the bytes that are hashed. */
const LEAST: u32 = 4
const LONGEST: u32 = 64

/** By hash: one more than the place where it was last seen, in the block or in an earlier one. */
const places = new Column(1 << HASH_BITS)

/** Appends `size` bytes at `start` to `out`, compressed. */
export function compressSnappy(out: Bytes, start: usize, size: u32): void {
  writeVarint(out, size)
  for (let at: u32 = 0; at < size; at += BLOCK) compressBlock(out, start + at, min(size - at, BLOCK))
}

function compressBlock(out: Bytes, start: usize, size: u32): void {
  memory.fill(places.data, 0, ((<usize>1) << HASH_BITS) << 2)
  let literal: u32 = 0
  let at: u32 = 0
  // The longer nothing is found, the larger the steps.
  let misses: u32 = 32
  while (at + LEAST <= size) {
    const bytes = load<u32>(start + at)
    const slot = (bytes * 0x1e35a7bd) >> (32 - HASH_BITS)
    const candidate = places.at(slot)
    places.set(slot, at + 1)
    if (candidate === 0 || load<u32>(start + candidate - 1) !== bytes) {
      at += misses++ >> 5
      continue
    }
    const from = candidate - 1
    const length = LEAST + <u32>sharedLength(start + from + LEAST, start + at + LEAST, size - at - LEAST)
    writeLiteral(out, start + literal, at - literal)
    writeCopy(out, at - from, length)
    at += length
    literal = at
    misses = 32
  }
  writeLiteral(out, start + literal, size - literal)
}

function writeLiteral(out: Bytes, start: usize, length: u32): void {
  if (length === 0) return
  const n = length - 1
  if (n < 60) out.push(n << 2)
  else if (n < 0x100) {
    out.push(60 << 2)
    out.push(n)
  } else {
    out.push(61 << 2)
    out.push(n)
    out.push(n >> 8)
  }
  out.append(start, length)
}

function writeCopy(out: Bytes, offset: u32, length: u32): void {
  let rest = length
  while (rest > 0) {
    // No piece may be left that is shorter than a copy can be.
    const piece = rest <= LONGEST ? rest : rest < LONGEST + LEAST ? LONGEST - LEAST : LONGEST
    if (piece < 12 && offset < 2048) {
      out.push(1 | ((piece - LEAST) << 2) | ((offset >> 8) << 5))
      out.push(offset)
    } else {
      out.push(2 | ((piece - 1) << 2))
      out.push(offset)
      out.push(offset >> 8)
    }
    rest -= piece
  }
}
