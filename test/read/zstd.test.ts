import * as zlib from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { isKmodError } from '../../src/base/errors.ts'
import { loadZstd } from '../../src/read/zstd.ts'
import { nativeZstd } from '../../src/read/zstd-native.ts'
import { PLAIN, ZSTD, ZSTD_PIPED } from './fixtures.ts'

/** As module-reader.ts asks: the quick decoder first, and the slow one about what it refuses. */
async function read(compressed: Uint8Array): Promise<Uint8Array | string> {
  const codec = await loadZstd()
  try {
    return codec.decompress(compressed).slice()
  } catch (error) {
    if (!codec.decompressSlowly) return reasonOf(error)
    return codec.decompressSlowly(compressed).then((plain) => plain.slice(), reasonOf)
  }
}

const reasonOf = (error: unknown): string =>
  isKmodError(error) ? (error.details.reason ?? 'no reason') : `unexpected: ${String(error)}`

const damaged = Buffer.from(ZSTD)
damaged[damaged.length - 1]! ^= 0x40

describe(`zstd on Node ${process.versions.node}`, () => {
  it('is native exactly where node:zlib has it', () => {
    expect(nativeZstd() !== undefined).toBe('zstdDecompressSync' in zlib)
  })

  it.each([
    ['a frame that names its size', ZSTD, PLAIN],
    ['a frame that does not', ZSTD_PIPED, PLAIN],
    ['two frames', Buffer.concat([ZSTD, ZSTD]), Buffer.concat([PLAIN, PLAIN])],
  ])('reads %s', async (_, compressed, plain) => {
    expect(Buffer.compare(Buffer.from(await read(compressed)), plain)).toBe(0)
  })

  it.each([
    ['a wrong checksum', damaged, "Restored data doesn't match checksum"],
    ['a cut frame', ZSTD.subarray(0, ZSTD.length - 9), 'Src size is incorrect'],
    ['junk behind the frame', Buffer.concat([ZSTD, Buffer.from('junk')]), 'Src size is incorrect'],
    ['a header only', ZSTD.subarray(0, 5), 'Failed to determine decompression size'],
  ])('refuses %s in the words of kmod', async (_, compressed, reason) => {
    expect(await read(compressed)).toBe(reason)
  })
})
