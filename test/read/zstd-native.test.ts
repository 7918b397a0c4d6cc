import { describe, expect, it } from 'vitest'
import { nativeZstd } from '../../src/read/zstd-native.ts'
import { PLAIN, ZSTD, ZSTD_PIPED } from './fixtures.ts'

const native = nativeZstd()
const without = 'this Node has no zstd in node:zlib; the matrix of Nodes runs it'

describe('nativeZstd()', () => {
  it('decodes one whole frame that names its size', (context) => {
    if (!native) return context.skip(without)
    expect(Buffer.compare(native.decompress(ZSTD), PLAIN)).toBe(0)
  })

  it.each([
    ['does not name its size', ZSTD_PIPED],
    ['is followed by another', Buffer.concat([ZSTD, ZSTD])],
    ['is cut', ZSTD.subarray(0, ZSTD.length - 1)],
    ['is followed by junk', Buffer.concat([ZSTD, Buffer.from([0])])],
  ])('leaves a frame that %s to the slow decoder', async (_, compressed) => {
    if (!native) return expect('zstdDecompressSync' in (await import('node:zlib'))).toBe(false)
    expect(() => native.decompress(compressed)).toThrowError(/Cannot decompress zstd data/)
  })
})
