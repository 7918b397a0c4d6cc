/**
 * The header of a block (The .xz File Format 1.2.1, 3.1):
 *
 *   u8 size / 4 - 1
 *   u8 flags: number of filters - 1 (bits 0-1), compressed size present (6), uncompressed size present (7)
 *   the sizes that are present; per filter: ID, size of properties, properties; zeros; CRC-32
 */
import { byteAt } from '../../base/bytes.ts'
import type { KmodError } from '../../base/errors.ts'
import { unsupported } from '../refusals.ts'
import { fileCorrupt, verifyCrc32, XzCursor } from './xz-cursor.ts'

const FILTER_COUNT = 0x03
const RESERVED = 0x3c
const HAS_COMPRESSED_SIZE = 0x40
const HAS_UNCOMPRESSED_SIZE = 0x80
const CRC_SIZE = 4

const LZMA2 = 0x21
/** 2^32 - 1 bytes; the dictionary's size is 2 or 3 times a power of two otherwise. */
const MAX_DICTIONARY_BITS = 40

/** From here on IDs are reserved: no file has them. */
const FIRST_RESERVED_ID = 2 ** 62

/** A filter before LZMA2 (filters/filters.ts). */
export interface XzFilter {
  readonly id: number
  readonly properties: Uint8Array
}

export interface XzBlockHeader {
  readonly compressedSize?: number
  readonly uncompressedSize?: number
  /** In the order in which they were applied; LZMA2, which is the last, is not among them. */
  readonly filters: readonly XzFilter[]
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
  const fields = new XzCursor(content.subarray(2), fileCorrupt)
  const sizes = {
    ...(flags & HAS_COMPRESSED_SIZE && { compressedSize: fields.size() }),
    ...(flags & HAS_UNCOMPRESSED_SIZE && { uncompressedSize: fields.size() }),
  }
  const chain = readFilters(fields, (flags & FILTER_COUNT) + 1)
  if (fields.take(fields.left).some((byte) => byte !== 0)) throw optionsUnsupported('block header data')
  return { ...sizes, ...chain }
}

/** The chain: LZMA2 is its last filter, and only that. */
function readFilters(fields: XzCursor, count: number): Pick<XzBlockHeader, 'filters' | 'dictionarySize'> {
  const filters: XzFilter[] = []
  while (filters.length < count) filters.push(readFilter(fields))
  const last = filters.pop()
  if (last?.id !== LZMA2) throw optionsUnsupported(`filter ${hex(last?.id)} as the last one`)
  if (filters.some(({ id }) => id === LZMA2)) throw optionsUnsupported('LZMA2 before another filter')
  return { filters, dictionarySize: dictionarySizeOf(last.properties) }
}

function readFilter(fields: XzCursor): XzFilter {
  const id = fields.size()
  if (id >= FIRST_RESERVED_ID) throw fileCorrupt()
  return { id, properties: fields.take(fields.size()) }
}

function dictionarySizeOf(properties: Uint8Array): number {
  const bits = properties.length === 1 ? byteAt(properties, 0) : Number.POSITIVE_INFINITY
  if (bits > MAX_DICTIONARY_BITS) throw optionsUnsupported('LZMA2 properties')
  return bits === MAX_DICTIONARY_BITS ? 2 ** 32 - 1 : (2 | (bits & 1)) * 2 ** ((bits >> 1) + 11)
}

const hex = (id = 0): string => `0x${id.toString(16)}`

/** @param what is not supported, for the message */
export const optionsUnsupported = (what: string): KmodError =>
  unsupported('xz', { reason: 'Unsupported compression options', because: `${what} not supported` })
