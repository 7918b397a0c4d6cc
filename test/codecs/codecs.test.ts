import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type CompressionName, compressionOf, loadCodec } from '../../src/codecs/codecs.ts'
import { PLAIN, XZ, ZSTD } from './fixtures.ts'
import { decompress, expectSame, moduleLike } from './ladders.ts'

const FILES: readonly (readonly [CompressionName, Buffer])[] = [
  ['gzip', gzipSync(PLAIN)],
  ['xz', XZ.crc32],
  ['zstd', ZSTD],
]

describe('compressionOf()', () => {
  it.each(FILES)('recognises %s by its first six bytes', async (name, file) => {
    expect(compressionOf(file.subarray(0, 6))).toBe(name)
  })

  it('takes a frame to skip for zstd: pzstd writes it first', () => {
    for (let magic = 0x50; magic <= 0x5f; magic++)
      expect(compressionOf(Buffer.from([magic, 0x2a, 0x4d, 0x18, 4, 0]))).toBe('zstd')
  })

  it.each([
    ['nothing', ''],
    ['ELF', '7f454c460201'],
    ['half a gzip magic', '1f'],
    ['an xz magic without its end', 'fd377a585a'],
    ['a zstd frame to skip of another magic', '602a4d180400'],
  ])('finds none in %s', async (_, hex) => {
    expect(compressionOf(Buffer.from(hex, 'hex'))).toBeUndefined()
  })
})

describe('loadCodec()', () => {
  it.each(FILES)('gives the %s codec, always the same', async (name, file) => {
    const codec = await loadCodec(name)
    expect(codec.name).toBe(name)
    expect(await loadCodec(name)).toBe(codec)
    expectSame(await decompress(codec, file), PLAIN)
  })

  it.each(FILES)('gives a %s codec whose buffer holds nothing of the file before', async (name, file) => {
    const codec = await loadCodec(name)
    const large = moduleLike(200_000)
    await decompress(codec, name === 'gzip' ? gzipSync(large) : file)
    const { length } = await decompress(codec, file)
    expect(length).toBe(PLAIN.length)
    expect(Buffer.from(await decompress(codec, file))).toEqual(PLAIN)
  })

  it('refuses a name that is no compression', async () => {
    await expect(loadCodec('bzip2' as CompressionName)).rejects.toThrow('Expected a compression, got "bzip2"')
  })
})
