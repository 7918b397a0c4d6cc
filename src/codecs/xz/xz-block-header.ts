/**
 * The header of a block (The .xz File Format 1.2.1, 3.1):
 *
 *   u8 size / 4 - 1; u8 flags: number of filters - 1 (bits 0-1), compressed size present (6), plain size present (7)
 *   the sizes that are present; per filter: ID, size of properties, properties; zeros; CRC-32
 */
import { byteAt } from '../../base/bytes.ts'
import type { KmodError } from '../../base/errors.ts'
import { unsupported } from '../refusals.ts'
import { fileCorrupt, verifyCrc32, type XzCursor, xzCursor } from './xz-cursor.ts'

const FILTER_COUNT = 0x03
const RESERVED = 0x3c
const HAS_COMPRESSED_SIZE = 0x40
const HAS_PLAIN_SIZE = 0x80
const CRC_SIZE = 4

const LZMA2 = 0x21
/** 2^32 - 1 bytes; the dictionary's size is 2 or 3 times a power of two otherwise. */
const MAX_DICTIONARY_BITS = 40

/** Filters that prepare code for compression: nothing here undoes them. Kernels are not built with any. */
const FILTER_NAMES: ReadonlyMap<number, string> = new Map([
  [0x03, 'Delta'],
  [0x04, 'x86 BCJ'],
  [0x05, 'PowerPC BCJ'],
  [0x06, 'IA-64 BCJ'],
  [0x07, 'ARM BCJ'],
  [0x08, 'ARM-Thumb BCJ'],
  [0x09, 'SPARC BCJ'],
  [0x0a, 'ARM64 BCJ'],
  [0x0b, 'RISC-V BCJ'],
])

export interface XzBlockHeader {
  readonly compressedSize?: number
  readonly plainSize?: number
  readonly dictionarySize: number
}

export function readBlockHeader(cursor: XzCursor): XzBlockHeader {
  const header = cursor.take((cursor.peek() + 1) * 4)
  const content = header.subarray(0, -CRC_SIZE)
  verifyCrc32(content, header.subarray(-CRC_SIZE))
  return parseBlockHeader(content)
}

/** `content` has passed its CRC: it ends early only if it was written so, which is damage. */
function parseBlockHeader(content: Uint8Array): XzBlockHeader {
  const flags = byteAt(content, 1)
  if (flags & RESERVED) throw optionsUnsupported('reserved block flags')
  const fields = xzCursor(content.subarray(2), fileCorrupt)
  const sizes = {
    ...(flags & HAS_COMPRESSED_SIZE && { compressedSize: fields.size() }),
    ...(flags & HAS_PLAIN_SIZE && { plainSize: fields.size() }),
  }
  const dictionarySize = readFilters(fields, (flags & FILTER_COUNT) + 1)
  if (fields.take(fields.left).some((byte) => byte !== 0)) throw optionsUnsupported('block header data')
  return { ...sizes, dictionarySize }
}

/** Returns the dictionary's size, which is all that LZMA2 has for properties. */
function readFilters(fields: XzCursor, count: number): number {
  const id = fields.size()
  const properties = fields.take(fields.size())
  if (id !== LZMA2 || count !== 1)
    throw optionsUnsupported(`filter ${FILTER_NAMES.get(id) ?? `0x${id.toString(16)}`}`)
  const bits = properties.length === 1 ? byteAt(properties, 0) : Number.POSITIVE_INFINITY
  if (bits > MAX_DICTIONARY_BITS) throw optionsUnsupported('LZMA2 properties')
  return bits === MAX_DICTIONARY_BITS ? 2 ** 32 - 1 : (2 | (bits & 1)) * 2 ** ((bits >> 1) + 11)
}

const optionsUnsupported = (what: string): KmodError =>
  unsupported('xz', { reason: 'Unsupported compression options', because: `${what} not supported` })
