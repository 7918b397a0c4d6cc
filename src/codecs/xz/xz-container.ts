/**
 * The .xz container (The .xz File Format 1.2.1), read from front to back, as liblzma reads it, so that
 * damaged data is refused for the same reason. Reading it here and not in the LZMA2 decoder gives the uncompressed size
 * before decoding, lets native code verify the checks, and refuses what a decoder would return in part.
 *
 *   Stream   Header   FD 37 7A 58 5A 00, flags u16 (0, check ID), CRC-32 of the flags
 *            Blocks   header, LZMA2 data, zeros up to a multiple of 4, check
 *            Index    00, number of records, per block: size without padding and uncompressed size; zeros; CRC-32
 *            Footer   CRC-32, u32 size of the index / 4 - 1, flags, 59 5A
 *   Streams follow each other, with zeros between them, a multiple of 4.
 * Integers are little-endian; sizes are 7 bits per byte, lowest first, with the top bit set but in the last.
 */
import { byteAt } from '../../base/bytes.ts'
import { isKmodError, type KmodError } from '../../base/errors.ts'
import { corrupt, unsupported } from '../refusals.ts'
import { lzma2Extent } from './lzma2-chunks.ts'
import { readBlockHeader, type XzBlockHeader, type XzFilter } from './xz-block-header.ts'
import { type XzCheck, xzCheck } from './xz-checks.ts'
import { fileCorrupt, sameBytes, unexpectedEnd, verifyCrc32, XzCursor } from './xz-cursor.ts'

const HEADER_MAGIC = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])
const FOOTER_MAGIC = Buffer.from('YZ')
const HEADER_SIZE = 12
const FOOTER_SIZE = 12
const INDEX_INDICATOR = 0x00

export interface XzBlock {
  /** The LZMA2 data with its end mark. */
  readonly data: Uint8Array
  readonly uncompressedSize: number
  /** What was done to the bytes before LZMA2, in this order. */
  readonly filters: readonly XzFilter[]
  readonly dictionarySize: number
  /** Absent where the file ends in this block: decoding it only shows whether it is also damaged. */
  readonly verification?: { readonly check: XzCheck; readonly stored: Uint8Array }
}

export interface XzLayout {
  readonly blocks: readonly XzBlock[]
  readonly uncompressedSize: number
  /** Why reading ended early. Damage within `blocks` comes before it. */
  readonly problem?: KmodError
}

export function readXzLayout(bytes: Uint8Array): XzLayout {
  const blocks: XzBlock[] = []
  let uncompressedSize = 0
  try {
    for (const block of xzBlocks(bytes)) {
      blocks.push(block)
      uncompressedSize += block.uncompressedSize
    }
  } catch (error) {
    if (!isKmodError(error)) throw error
    return { blocks, uncompressedSize, problem: error }
  }
  return { blocks, uncompressedSize }
}

function* xzBlocks(bytes: Uint8Array): Generator<XzBlock> {
  const cursor = new XzCursor(bytes)
  do {
    const flags = readStreamHeader(cursor)
    const check = checkOf(flags)
    const records: IndexRecord[] = []
    while (cursor.peek() !== INDEX_INDICATOR) records.push(yield* readBlock(cursor, check))
    const indexSize = readIndex(cursor, records)
    readStreamFooter(cursor, flags, indexSize)
    skipStreamPadding(cursor)
  } while (cursor.left > 0)
}

/** kmod: liblzma names a wrong magic differently in the first stream and in those joined to it. */
function readStreamHeader(cursor: XzCursor): Uint8Array {
  const isFirst = cursor.at === 0
  const header = cursor.take(HEADER_SIZE)
  if (!sameBytes(header.subarray(0, 6), HEADER_MAGIC))
    throw isFirst ? corrupt('xz', { reason: 'File format not recognized' }) : fileCorrupt()
  const flags = header.subarray(6, 8)
  verifyCrc32(flags, header.subarray(8))
  return flags
}

function checkOf(flags: Uint8Array): XzCheck {
  const check = byteAt(flags, 0) === 0 ? xzCheck(byteAt(flags, 1)) : undefined
  if (check !== undefined) return check
  throw unsupported('xz', {
    reason: 'Unsupported compression options',
    because: `stream flags ${Buffer.from(flags).toString('hex')} name no known check`,
  })
}

interface IndexRecord {
  readonly unpaddedSize: number
  readonly uncompressedSize: number
}

function* readBlock(cursor: XzCursor, check: XzCheck): Generator<XzBlock, IndexRecord> {
  const start = cursor.at
  const header = readBlockHeader(cursor)
  const dataStart = cursor.at
  const { end, uncompressedSize, state } = lzma2Extent(cursor.bytes, dataStart)
  if (state === 'malformed') throw fileCorrupt()
  const { filters, dictionarySize } = header
  const block = { data: cursor.take(end - dataStart), uncompressedSize, filters, dictionarySize }
  const isWhole = state === 'whole'
  if (isWhole && !matches(header, block)) throw fileCorrupt()
  const unpaddedSize = cursor.at - start + check.size
  if (!isWhole || cursor.left < padding(unpaddedSize - check.size) + check.size) {
    yield block
    throw unexpectedEnd()
  }
  cursor.takeZeros(padding(cursor.at - start))
  yield { ...block, verification: { check, stored: cursor.take(check.size) } }
  return { unpaddedSize, uncompressedSize }
}

/** The header may name the sizes. */
const matches = (header: XzBlockHeader, { data, uncompressedSize }: XzBlock): boolean =>
  (header.compressedSize ?? data.length) === data.length &&
  (header.uncompressedSize ?? uncompressedSize) === uncompressedSize

/** Returns the size of the index, which the footer repeats. */
function readIndex(cursor: XzCursor, records: readonly IndexRecord[]): number {
  const start = cursor.at
  cursor.take(1)
  if (cursor.size() !== records.length) throw fileCorrupt()
  for (const { unpaddedSize, uncompressedSize } of records) {
    if (cursor.size() !== unpaddedSize || cursor.size() !== uncompressedSize) throw fileCorrupt()
  }
  cursor.takeZeros(padding(cursor.at - start))
  verifyCrc32(cursor.bytes.subarray(start, cursor.at), cursor.take(4))
  return cursor.at - start
}

function readStreamFooter(cursor: XzCursor, flags: Uint8Array, indexSize: number): void {
  const footer = cursor.take(FOOTER_SIZE)
  if (!sameBytes(footer.subarray(10), FOOTER_MAGIC)) throw fileCorrupt()
  verifyCrc32(footer.subarray(4, 10), footer.subarray(0, 4))
  const backwardSize = Buffer.from(footer.subarray(4, 8)).readUInt32LE()
  if ((backwardSize + 1) * 4 !== indexSize) throw fileCorrupt()
  if (!sameBytes(footer.subarray(8, 10), flags)) throw fileCorrupt()
}

function skipStreamPadding(cursor: XzCursor): void {
  const start = cursor.at
  while (cursor.left > 0 && cursor.peek() === 0) cursor.take(1)
  if (padding(cursor.at - start) !== 0) throw fileCorrupt()
}

/** Bytes from `size` up to a multiple of 4. */
const padding = (size: number): number => -size & 3
