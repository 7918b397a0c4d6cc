/**
 * Compresses to the raw format of Snappy, which every reader of Parquet has built in: the same bytes on every machine,
 * unlike zlib's, whose bytes depend on its version and on the processor.
 *
 * https://github.com/google/snappy/blob/main/format_description.txt
 */
import { ByteWriter, byteAt } from '../../../src/base/bytes.ts'
import { writeVarint } from '../../../src/parquet/thrift.ts'

/** Copies reach back at most so far; each block is compressed by itself. */
const BLOCK = 1 << 16
const HASH_BITS = 14
/** Shortest copy, and the bytes that are hashed. */
const LEAST = 4
const LONGEST = 64

/** Compresses `bytes`. */
export function compressSnappy(bytes: Uint8Array): Uint8Array {
  const out = new ByteWriter(32 + bytes.length)
  writeVarint(out, bytes.length)
  const table = new Int32Array(1 << HASH_BITS)
  for (let start = 0; start < bytes.length; start += BLOCK) {
    table.fill(-1)
    compressBlock(out, bytes, start, Math.min(start + BLOCK, bytes.length), table)
  }
  return out.bytes
}

function compressBlock(
  out: ByteWriter,
  bytes: Uint8Array,
  start: number,
  end: number,
  table: Int32Array,
): void {
  let literal = start
  let at = start
  // The longer nothing is found, the larger the steps.
  let misses = 32
  while (at + LEAST <= end) {
    const word = wordAt(bytes, at)
    const slot = Math.imul(word, 0x1e35a7bd) >>> (32 - HASH_BITS)
    const candidate = table[slot] ?? -1
    table[slot] = at
    if (candidate < 0 || wordAt(bytes, candidate) !== word) {
      at += misses++ >> 5
      continue
    }
    let length = LEAST
    while (at + length < end && byteAt(bytes, candidate + length) === byteAt(bytes, at + length)) length++
    writeLiteral(out, bytes, literal, at)
    writeCopy(out, at - candidate, length)
    at += length
    literal = at
    misses = 32
  }
  writeLiteral(out, bytes, literal, end)
}

const wordAt = (bytes: Uint8Array, at: number): number =>
  byteAt(bytes, at) |
  (byteAt(bytes, at + 1) << 8) |
  (byteAt(bytes, at + 2) << 16) |
  (byteAt(bytes, at + 3) << 24)

function writeLiteral(out: ByteWriter, bytes: Uint8Array, from: number, to: number): void {
  const length = to - from
  if (length === 0) return
  const n = length - 1
  if (n < 60) out.byte(n << 2)
  else if (n < 0x100) {
    out.byte(60 << 2)
    out.byte(n)
  } else {
    out.byte(61 << 2)
    out.byte(n & 0xff)
    out.byte(n >> 8)
  }
  out.range(bytes, from, to)
}

function writeCopy(out: ByteWriter, offset: number, length: number): void {
  let rest = length
  while (rest > 0) {
    // No piece may be left that is shorter than a copy can be.
    const piece = rest <= LONGEST ? rest : rest < LONGEST + LEAST ? LONGEST - LEAST : LONGEST
    if (piece >= LEAST && piece < 12 && offset < 2048) {
      out.byte(1 | ((piece - LEAST) << 2) | ((offset >> 8) << 5))
      out.byte(offset & 0xff)
    } else {
      out.byte(2 | ((piece - 1) << 2))
      out.byte(offset & 0xff)
      out.byte(offset >> 8)
    }
    rest -= piece
  }
}
