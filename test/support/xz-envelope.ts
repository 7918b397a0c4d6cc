/**
 * The smallest .xz stream around the LZMA2 data of one block, for a decoder that reads whole streams only. Its check
 * ID is 0: no check. The layout is in src/codecs/xz/xz-container.ts.
 */
import { crc32Bytes } from '../../src/codecs/xz/xz-checks.ts'

const NO_CHECK = Buffer.from([0, 0])
const BLOCK_HEADER_SIZE = 12
const LZMA2 = 0x21
const LZMA2_PROPERTIES_SIZE = 1
const MIN_DICTIONARY_SIZE = 4096

/** What comes before the data, for a dictionary of at least `dictionarySize` bytes. */
export function streamHead(dictionarySize: number): Uint8Array {
  const blockHeader = Buffer.alloc(BLOCK_HEADER_SIZE - 4)
  blockHeader.set([
    BLOCK_HEADER_SIZE / 4 - 1,
    0,
    LZMA2,
    LZMA2_PROPERTIES_SIZE,
    dictionaryBits(dictionarySize),
  ])
  return Buffer.concat([
    Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]),
    NO_CHECK,
    crc32Bytes(NO_CHECK),
    blockHeader,
    crc32Bytes(blockHeader),
  ])
}

/** What comes after it: with this the decoder confirms the end mark and both sizes. */
export function streamTail(dataSize: number, uncompressedSize: number): Uint8Array {
  const records = Buffer.from([0, 1, ...integer(BLOCK_HEADER_SIZE + dataSize), ...integer(uncompressedSize)])
  const index = padded(records)
  const backwardSize = Buffer.alloc(4)
  backwardSize.writeUInt32LE((index.length + 4) / 4 - 1)
  const footer = Buffer.concat([backwardSize, NO_CHECK])
  return Buffer.concat([
    Buffer.alloc(-dataSize & 3),
    index,
    crc32Bytes(index),
    crc32Bytes(footer),
    footer,
    Buffer.from('YZ'),
  ])
}

/** The exponent and a half that xz stores: 4 KiB, 6, 8, 12 ... */
function dictionaryBits(size: number): number {
  let bits = 0
  for (let held = MIN_DICTIONARY_SIZE; held < size; bits++) held *= bits % 2 === 0 ? 3 / 2 : 4 / 3
  return bits
}

function integer(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80)
  return [...bytes, rest]
}

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)])
