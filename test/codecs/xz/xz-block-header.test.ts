import { expect, it } from 'vitest'
import { isKmodError } from '../../../src/base/errors.ts'
import { readBlockHeader } from '../../../src/codecs/xz/xz-block-header.ts'
import { crc32Bytes } from '../../../src/codecs/xz/xz-checks.ts'
import { XzCursor } from '../../../src/codecs/xz/xz-cursor.ts'

/** A header of the given fields, padded, with its size before and its CRC after. */
function headerOf(hex: string): Buffer {
  const fields = Buffer.from(hex.replaceAll(' ', ''), 'hex')
  const content = Buffer.concat([Buffer.alloc(1), fields, Buffer.alloc(-(fields.length + 1) & 3)])
  content[0] = content.length / 4
  return Buffer.concat([content, crc32Bytes(content)])
}

it.each([
  ['LZMA2 alone', '00 210100', { filters: [], dictionarySize: 4096 }],
  ['an odd dictionary', '00 210117', { filters: [], dictionarySize: 12 * 2 ** 20 }],
  ['the largest dictionary', '00 210128', { filters: [], dictionarySize: 2 ** 32 - 1 }],
  [
    'the compressed size',
    '40 8001 210116',
    { compressedSize: 128, filters: [], dictionarySize: 8 * 2 ** 20 },
  ],
  [
    'both sizes',
    'c0 05 07 210116',
    { compressedSize: 5, uncompressedSize: 7, filters: [], dictionarySize: 8 * 2 ** 20 },
  ],
  [
    'three filters before LZMA2',
    '03 030100 0a0440000000 0400 210100',
    {
      filters: [
        { id: 3, properties: Buffer.from([0]) },
        { id: 10, properties: Buffer.from([0x40, 0, 0, 0]) },
        { id: 4, properties: Buffer.alloc(0) },
      ],
      dictionarySize: 4096,
    },
  ],
])('readBlockHeader() reads %s', (_, hex, expected) => {
  const cursor = new XzCursor(Buffer.concat([headerOf(hex), Buffer.from('x')]))
  expect(readBlockHeader(cursor)).toEqual(expected)
  expect(cursor.left).toBe(1)
})

it.each([
  ['reserved flags', '04 210116', 'KMOD_COMPRESSION_UNSUPPORTED', 'reserved block flags not supported'],
  [
    'another last filter',
    '00 4000',
    'KMOD_COMPRESSION_UNSUPPORTED',
    'filter 0x40 as the last one not supported',
  ],
  [
    'x86 as the last filter',
    '01 210116 0400',
    'KMOD_COMPRESSION_UNSUPPORTED',
    'filter 0x4 as the last one not supported',
  ],
  [
    'LZMA2 twice',
    '01 210116 210116',
    'KMOD_COMPRESSION_UNSUPPORTED',
    'LZMA2 before another filter not supported',
  ],
  ['an ID that is reserved', '00 ffffffffffffffff7f 00', 'KMOD_COMPRESSION_CORRUPT', 'File is corrupt'],
  ['a dictionary above all', '00 210129', 'KMOD_COMPRESSION_UNSUPPORTED', 'LZMA2 properties not supported'],
  [
    'two bytes of properties',
    '00 21021600',
    'KMOD_COMPRESSION_UNSUPPORTED',
    'LZMA2 properties not supported',
  ],
  [
    'data after the filters',
    '00 210116 01',
    'KMOD_COMPRESSION_UNSUPPORTED',
    'block header data not supported',
  ],
  ['no filter', '40 ffffff', 'KMOD_COMPRESSION_CORRUPT', 'File is corrupt'],
  ['properties beyond the end', '00 217f16', 'KMOD_COMPRESSION_CORRUPT', 'File is corrupt'],
])('readBlockHeader() refuses %s', (_, hex, code, because) => {
  try {
    readBlockHeader(new XzCursor(headerOf(hex)))
    expect.unreachable()
  } catch (error) {
    if (!isKmodError(error)) throw error
    expect([error.code, error.message]).toEqual([code, `Cannot decompress xz data: ${because}`])
  }
})
