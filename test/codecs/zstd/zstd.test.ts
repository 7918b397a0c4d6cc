import * as zlib from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { isKmodError } from '../../../src/base/errors.ts'
import { zstdCodec } from '../../../src/codecs/zstd/zstd.ts'
import { frameOf } from '../../support/zstd-frames.ts'
import { PLAIN, ZSTD, ZSTD_EMPTY, ZSTD_PIPED } from '../fixtures.ts'
import {
  decompress,
  expectAllTruncationsRefused,
  expectNoWrongData,
  expectSame,
  expectStillReads,
  refusalOf,
} from '../ladders.ts'

const codec = zstdCodec()

async function read(compressed: Uint8Array): Promise<Uint8Array | string> {
  try {
    return await decompress(codec, compressed)
  } catch (error) {
    return reasonOf(error)
  }
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
    ['junk after the frame', Buffer.concat([ZSTD, Buffer.from('junk')]), 'Src size is incorrect'],
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

describe('the zstd codec', () => {
  it.each([
    ['a text', ZSTD, PLAIN],
    ['nothing', ZSTD_EMPTY, Buffer.alloc(0)],
  ])('decodes a frame of %s itself', (_, compressed, plain) => {
    expectSame(codec.decode(compressed) ?? Buffer.alloc(1), plain)
  })

  it('says what node:zlib says, where that has zstd', (context) => {
    if (!('zstdDecompressSync' in zlib)) {
      const reason = 'what node:zlib says of zstd: it has none here, newer Nodes do'
      console.log(`skipped: ${reason}`)
      return context.skip(reason)
    }
    expectSame(codec.decode(ZSTD) ?? Buffer.alloc(0), zlib.zstdDecompressSync(ZSTD))
  })

  it.each([
    ['does not name its size', ZSTD_PIPED],
    ['names another size', withHeader(5, 125)],
    ['is followed by another', Buffer.concat([ZSTD, ZSTD])],
    ['is followed by junk', Buffer.concat([ZSTD, Buffer.from([0])])],
    ['follows one to skip', Buffer.concat([Buffer.from('502a4d1800000000', 'hex'), ZSTD])],
    ['needs a dictionary', Buffer.from('28b52ffd217b0101000078', 'hex')],
    ['has a reserved bit', withHeader(4, 0x2c)],
  ])('leaves a frame that %s to the reference', (_, compressed) => {
    expect(codec.decode(compressed)).toBeUndefined()
  })

  // Window descriptors of 1 GiB, of 2 GiB as `zstd --long=31` has it, and of nearly 4 TiB.
  it.each([0xa0, 0xa8, 0xff])('reads frames with a window of descriptor %d', async (window) => {
    const size = Buffer.alloc(4)
    size.writeUInt32LE(PLAIN.length)
    const blocks = ZSTD.subarray(6)
    const named = Buffer.concat([Buffer.from('28b52ffd84', 'hex'), Buffer.from([window]), size, blocks])
    const unnamed = Buffer.concat([Buffer.from('28b52ffd04', 'hex'), Buffer.from([window]), blocks])
    expectSame(codec.decode(named) ?? Buffer.alloc(0), PLAIN)
    expect(codec.decode(unnamed)).toBeUndefined()
    expectSame(await decompress(codec, unnamed), PLAIN)
    expectSame(await decompress(codec, Buffer.concat([named, unnamed])), Buffer.concat([PLAIN, PLAIN]))
  })

  it('refuses a file cut at any length, and never gives wrong data for a changed byte', async () => {
    await expectAllTruncationsRefused(codec, ZSTD)
    expect(await expectNoWrongData(codec, ZSTD, PLAIN)).toBeGreaterThan(ZSTD.length * 3)
    await expectStillReads(codec, ZSTD, PLAIN)
  })

  it('leaves what expands to more than it may to the reference, without taking memory for it', async () => {
    const { rss } = process.memoryUsage()
    const block = { type: 1, size: 2 ** 17, bytes: Buffer.from('x') }
    const file = frameOf(Array<typeof block>(1024).fill(block), 2 ** 27)
    expect(codec.decode(file)).toBeUndefined()
    expect(process.memoryUsage().rss - rss).toBeLessThan(30e6)
    expect((await refusalOf(codec, file)).code).toBe('KMOD_LIMIT')
  })
})
