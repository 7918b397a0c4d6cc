import { expect, it } from 'vitest'
import { frameHeader, zstdSizes } from '../../../src/codecs/zstd/zstd-frame.ts'
import { PLAIN, ZSTD, ZSTD_EMPTY, ZSTD_PIPED } from '../fixtures.ts'

const BLOCK = 128 * 1024
const n = PLAIN.length

it.each([
  ['a frame that names its size', ZSTD, { frames: 1, declared: n, bound: n }],
  ['a frame that does not: a block each', ZSTD_PIPED, { frames: 1, declared: 0, bound: BLOCK }],
  ['an empty frame', ZSTD_EMPTY, { frames: 1, declared: 0, bound: 0 }],
  [
    'several frames',
    Buffer.concat([ZSTD, ZSTD_PIPED, ZSTD]),
    { frames: 3, declared: 2 * n, bound: 2 * n + BLOCK },
  ],
  ['a frame and junk', Buffer.concat([ZSTD, Buffer.from('junk')]), { frames: 1, declared: n, bound: n }],
  [
    'sizes of 2 bytes, which start at 256',
    hex('28b52ffd4058 0100 010000'),
    { frames: 1, declared: 257, bound: 257 },
  ],
  ['sizes of 4 bytes', hex('28b52ffd8058 00000080 010000'), { frames: 1, declared: 2 ** 31, bound: 2 ** 31 }],
  [
    'sizes of 8 bytes',
    hex('28b52ffdc058 0000000001000000 01'),
    { frames: 1, declared: 2 ** 32, bound: 2 ** 32 },
  ],
  [
    'a dictionary id before the size',
    hex('28b52ffd63 04030201 0700 010000'),
    { frames: 1, declared: 263, bound: 263 },
  ],
  ['a frame to skip', hex('5f2a4d18 02000000 aabb'), { frames: 1, declared: 0, bound: 0 }],
  ['a header that is cut', ZSTD.subarray(0, 5), { frames: 0, declared: 0, bound: 0 }],
  ['nothing', Buffer.alloc(0), { frames: 0, declared: 0, bound: 0 }],
])('zstdSizes() of %s', (_, bytes, expected) => {
  expect(zstdSizes(bytes)).toEqual({ ...expected, wideWindows: [] })
})

it('zstdSizes() says where windows are too wide for a decoder with 32-bit addresses', () => {
  const frame = (window: string): Buffer => hex(`28b52ffd00 ${window} 010000`)
  const frames = [ZSTD, frame('a7'), frame('a8'), hex('5f2a4d18 02000000 aabb'), frame('ff')]
  const at = ZSTD.length + 9 + 5
  expect(zstdSizes(Buffer.concat(frames)).wideWindows).toEqual([at, at + 9 + 10])
})

it.each([
  [
    'a single segment',
    ZSTD,
    {
      blocksAt: 6,
      uncompressedSize: n,
      windowSize: n,
      windowAt: undefined,
      maxBlockSize: n,
      hasChecksum: true,
    },
  ],
  [
    'a window and no size',
    ZSTD_PIPED,
    {
      blocksAt: 6,
      uncompressedSize: undefined,
      windowSize: 2 ** 21,
      windowAt: 5,
      maxBlockSize: BLOCK,
      hasChecksum: true,
    },
  ],
  [
    'a window with a mantissa',
    hex('28b52ffd8059 00000080'),
    {
      blocksAt: 10,
      uncompressedSize: 2 ** 31,
      windowSize: (2 ** 21 * 9) / 8,
      windowAt: 5,
      maxBlockSize: BLOCK,
      hasChecksum: false,
    },
  ],
])('frameHeader() of %s', (_, bytes, expected) => {
  expect(frameHeader(new DataView(bytes.buffer, bytes.byteOffset, bytes.length))).toEqual({
    ...expected,
    isPlain: true,
  })
})

it.each([
  ['a dictionary', '28b52ffd2101 01', false],
  ['the unused bit', '28b52ffd3001', false],
  ['the reserved bit', '28b52ffd2801', false],
  ['no more than a checksum', '28b52ffd2401', true],
])('frameHeader() of a frame with %s says whether it is plain', (_, text, isPlain) => {
  expect(frameHeader(new DataView(Uint8Array.from(hex(text)).buffer))?.isPlain).toBe(isPlain)
})

function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(' ', ''), 'hex')
}
