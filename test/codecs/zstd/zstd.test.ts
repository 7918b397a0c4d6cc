import * as zlib from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { isKmodError } from '../../../src/base/errors.ts'
import { zstdCodec } from '../../../src/codecs/zstd/zstd.ts'
import { frameOf } from '../../support/zstd-frames.ts'
import { PLAIN, ZSTD, ZSTD_EMPTY, ZSTD_PIPED } from '../fixtures.ts'
import {
  expectAllTruncationsRefused,
  expectNoWrongData,
  expectSame,
  expectStillReads,
  refusalOf,
} from '../ladders.ts'

const codec = zstdCodec()

/** As module-reader.ts asks: the quick decoder first, and the slow one about what it refuses. */
async function read(compressed: Uint8Array): Promise<Uint8Array | string> {
  try {
    return codec.decompress(compressed).slice()
  } catch {
    return slowly(compressed)
  }
}

async function slowly(compressed: Uint8Array): Promise<Uint8Array | string> {
  if (!codec.decodeWithReference) throw new TypeError('Expected a slow decoder')
  return codec.decodeWithReference(compressed).then((plain) => plain.slice(), reasonOf)
}

const reasonOf = (error: unknown): string =>
  isKmodError(error) ? (error.details.reason ?? 'no reason') : `unexpected: ${String(error)}`

const damaged = Buffer.from(ZSTD)
damaged[damaged.length - 1]! ^= 0x40

describe(`zstd on Node ${process.versions.node}`, () => {
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

/** ZSTD has its size at 5. */
const withHeader = (at: number, byte: number): Buffer => {
  const file = Buffer.from(ZSTD)
  file[at] = byte
  return file
}

describe('zstd.decompress()', () => {
  it.each([
    ['a text', ZSTD, PLAIN],
    ['nothing', ZSTD_EMPTY, Buffer.alloc(0)],
  ])('opens a frame of %s itself', (_, compressed, plain) => {
    expectSame(codec.decompress(compressed), plain)
  })

  it('says what node:zlib says, where that has zstd', (context) => {
    if (!('zstdDecompressSync' in zlib)) {
      const reason = 'what node:zlib says of zstd: it has none here, newer Nodes do'
      console.log(`skipped: ${reason}`)
      return context.skip(reason)
    }
    expectSame(codec.decompress(ZSTD), zlib.zstdDecompressSync(ZSTD))
  })

  it.each([
    ['does not name its size', ZSTD_PIPED],
    ['names another size', withHeader(5, 125)],
    ['is followed by another', Buffer.concat([ZSTD, ZSTD])],
    ['is followed by junk', Buffer.concat([ZSTD, Buffer.from([0])])],
    ['follows one to skip', Buffer.concat([Buffer.from('502a4d1800000000', 'hex'), ZSTD])],
    ['needs a dictionary', Buffer.from('28b52ffd217b0101000078', 'hex')],
    ['has a reserved bit', withHeader(4, 0x2c)],
    ['has a window of 2 TiB', Buffer.from('28b52ffd40ff0000010000', 'hex')],
  ])('leaves a frame that %s to the slow decoder', (_, compressed) => {
    expect(refusalOf(codec, compressed).message).toBe(
      'Cannot decompress zstd data: not one sound frame that names its size',
    )
  })

  it('refuses a file cut at any length, and never gives wrong data for a changed byte', () => {
    expectAllTruncationsRefused(codec, ZSTD)
    expect(expectNoWrongData(codec, ZSTD, PLAIN)).toBeGreaterThan(ZSTD.length * 3)
    expectStillReads(codec, ZSTD, PLAIN)
  })

  it('leaves what opens to more than it may to the slow decoder, without taking memory for it', async () => {
    const { rss } = process.memoryUsage()
    const block = { type: 1, size: 2 ** 17, bytes: Buffer.from('x') }
    const file = frameOf(Array<typeof block>(1024).fill(block), 2 ** 27)
    expect(refusalOf(codec, file).code).toBe('KMOD_COMPRESSION_CORRUPT')
    expect(process.memoryUsage().rss - rss).toBeLessThan(30e6)
    await expect(codec.decodeWithReference?.(file)).rejects.toMatchObject({ code: 'KMOD_LIMIT' })
  })
})
