import { expect, it } from 'vitest'
import { lzma2Extent } from '../../../src/codecs/xz/lzma2-chunks.ts'

it.each([
  ['only the end mark', '00', { end: 1, uncompressedSize: 0, state: 'whole' }],
  ['a plain chunk', '01 0002 616263 00 ff', { end: 7, uncompressedSize: 3, state: 'whole' }],
  ['LZMA with properties', 'e1 0004 0001 5d 00bb 00', { end: 9, uncompressedSize: 0x10005, state: 'whole' }],
  ['LZMA without', '80 0004 0001 00bb 00', { end: 8, uncompressedSize: 5, state: 'whole' }],
  ['no end mark', '01 0000 61', { end: 4, uncompressedSize: 1, state: 'cut' }],
  ['half a chunk', '01 0002 6162', { end: 5, uncompressedSize: 3, state: 'cut' }],
  ['half a header', '01 00', { end: 2, uncompressedSize: 0, state: 'cut' }],
  [
    'a control byte that does not exist',
    '01 0000 61 03',
    { end: 4, uncompressedSize: 1, state: 'malformed' },
  ],
  [
    'coded bytes that do not start with 0',
    '80 0004 0001 aabb 00',
    { end: 0, uncompressedSize: 5, state: 'malformed' },
  ],
  ['nothing', '', { end: 0, uncompressedSize: 0, state: 'cut' }],
])('lzma2Extent() of %s', (_, hex, expected) => {
  expect(lzma2Extent(Buffer.from(hex.replaceAll(' ', ''), 'hex'), 0)).toEqual(expected)
})
