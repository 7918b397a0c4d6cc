/**
 * Where the blocks of an .xz file are, read from its end: the index of each stream has their sizes (xz-container.ts has the
 * format). So a file of many blocks can be decoded from any of them on, and by several threads.
 */

import type { ByteReader } from '../codec.ts'
import { corrupt, unsupported } from '../refusals.ts'
import { fileCorrupt, sameBytes, unexpectedEnd, verifyCrc32, XzCursor } from './xz-cursor.ts'

export interface XzBlockPlace {
  /** Position of the header in the file. */
  readonly position: number
  /** Header, data and check, without the padding between them. */
  readonly unpaddedSize: number
  /** Position of its first uncompressed byte. */
  readonly start: number
  readonly uncompressedSize: number
  /** ID of the check. */
  readonly check: number
}

const HEADER_SIZE = 12
const FOOTER_SIZE = 12
const HEADER_MAGIC = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])
const FOOTER_MAGIC = Buffer.from('YZ')
/** An index has some 8 bytes for each block, and a block has hundreds of kilobytes at least. */
const MAX_INDEX_SIZE = 16 * 1024 ** 2
const MAX_CHECK = 15

/**
 * The blocks of all streams, in order.
 * @throws KmodError KMOD_COMPRESSION_CORRUPT for a file that is cut or damaged
 */
export function readXzIndex(file: ByteReader): XzBlockPlace[] {
  const streams: StreamIndex[] = []
  for (let end = skipPadding(file, file.size); end > 0; ) {
    const stream = readStream(file, end)
    streams.unshift(stream)
    end = skipPadding(file, stream.start)
  }
  const blocks: XzBlockPlace[] = []
  let start = 0
  for (const stream of streams) {
    let position = stream.start + HEADER_SIZE
    for (const { unpaddedSize, uncompressedSize } of stream.records) {
      blocks.push({ position, unpaddedSize, start, uncompressedSize, check: stream.check })
      position += aligned(unpaddedSize)
      start += uncompressedSize
    }
  }
  return blocks
}

interface IndexRecord {
  readonly unpaddedSize: number
  readonly uncompressedSize: number
}

interface StreamIndex {
  readonly start: number
  readonly check: number
  readonly records: readonly IndexRecord[]
}

/** Between streams, and after the last one, are zeros: a multiple of 4. */
function skipPadding(file: ByteReader, end: number): number {
  let at = end
  while (at >= 4 && partOf(file, at - 4, 4).every((byte) => byte === 0)) at -= 4
  return at
}

function readStream(file: ByteReader, end: number): StreamIndex {
  if (end < HEADER_SIZE + FOOTER_SIZE) throw unexpectedEnd()
  const footer = partOf(file, end - FOOTER_SIZE, FOOTER_SIZE)
  if (!sameBytes(footer.subarray(10), FOOTER_MAGIC)) throw cutOrDamaged()
  verifyCrc32(footer.subarray(4, 10), footer.subarray(0, 4))
  const indexSize = (Buffer.from(footer.subarray(4, 8)).readUInt32LE() + 1) * 4
  const indexAt = end - FOOTER_SIZE - indexSize
  if (indexSize > MAX_INDEX_SIZE || indexAt < HEADER_SIZE) throw fileCorrupt()
  const records = readRecords(partOf(file, indexAt, indexSize))
  const start = indexAt - HEADER_SIZE - records.reduce((sum, record) => sum + aligned(record.unpaddedSize), 0)
  if (start < 0) throw fileCorrupt()
  const flags = footer.subarray(8, 10)
  const header = partOf(file, start, HEADER_SIZE)
  if (!sameBytes(header.subarray(0, 6), HEADER_MAGIC) || !sameBytes(header.subarray(6, 8), flags))
    throw fileCorrupt()
  verifyCrc32(flags, header.subarray(8))
  const [zero = 0, check = 0] = flags
  if (zero !== 0 || check > MAX_CHECK)
    throw unsupported('xz', {
      reason: 'Unsupported compression options',
      because: 'stream flags of no known check',
    })
  return { start, check, records }
}

function readRecords(index: Uint8Array): IndexRecord[] {
  const content = index.subarray(0, -4)
  verifyCrc32(content, index.subarray(-4))
  const cursor = new XzCursor(content, fileCorrupt)
  if (cursor.peek() !== 0) throw fileCorrupt()
  cursor.take(1)
  const records: IndexRecord[] = []
  // A record has two bytes at least, so the size of the index bounds the loop.
  for (let left = cursor.size(); left > 0; left--) {
    const [unpaddedSize, uncompressedSize] = [cursor.size(), cursor.size()]
    if (unpaddedSize === 0) throw fileCorrupt()
    records.push({ unpaddedSize, uncompressedSize })
  }
  cursor.takeZeros(cursor.left)
  return records
}

function partOf(file: ByteReader, position: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  if (file.read(bytes, position) < size) throw unexpectedEnd()
  return bytes
}

const aligned = (size: number): number => Math.ceil(size / 4) * 4

/** A file that was cut does not end as one does; nothing else shows how much is missing. */
const cutOrDamaged = () =>
  corrupt('xz', { reason: 'Unexpected end of input', because: 'it is cut off or damaged' })
