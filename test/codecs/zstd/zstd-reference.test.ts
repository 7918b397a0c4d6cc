import { beforeAll, describe, expect, it } from 'vitest'
import type { Codec } from '../../../src/codecs/codecs.ts'
import { loadZstdReference } from '../../../src/codecs/zstd/zstd-reference.ts'
import { pack } from '../../support/containers.ts'
import { PLAIN, ZSTD, ZSTD_EMPTY, ZSTD_PIPED } from '../fixtures.ts'
import {
  decompress,
  expectAllTruncationsRefused,
  expectNoWrongData,
  expectRefusedAsTooLarge,
  expectSame,
  expectStillReads,
  hasProgram,
  moduleLike,
  refusalOf,
  runProgram,
  SIZES,
} from '../ladders.ts'

let zstd: Codec
beforeAll(async () => {
  const reference = await loadZstdReference()
  zstd = { name: 'zstd', decode: () => undefined, reference: async () => reference }
})

const SKIPPABLE = Buffer.from('502a4d1804000000aabbccdd', 'hex')

/** A frame without a size whose blocks, 4 bytes each, expand to 128 KiB. */
const bomb = (blocks: number): Buffer =>
  Buffer.concat([
    Buffer.from('28b52ffd0058', 'hex'),
    ...Array<Buffer>(blocks).fill(Buffer.from([0x02, 0x00, 0x10, 0x00])),
    Buffer.from([0x03, 0x00, 0x10, 0x00]),
  ])

const flipped = (at: number): Buffer => {
  const damaged = Buffer.from(ZSTD)
  damaged[at < 0 ? damaged.length + at : at]! ^= 0x40
  return damaged
}

describe('the zstd reference', () => {
  it.each([
    ['a frame that names its size', ZSTD, PLAIN],
    ['a frame that does not', ZSTD_PIPED, PLAIN],
    ['an empty frame', ZSTD_EMPTY, Buffer.alloc(0)],
    ['frames one after the other', Buffer.concat([ZSTD, ZSTD_PIPED]), Buffer.concat([PLAIN, PLAIN])],
    ['a frame to skip before', Buffer.concat([SKIPPABLE, ZSTD]), PLAIN],
    ['a frame to skip at the end', Buffer.concat([ZSTD_PIPED, SKIPPABLE]), PLAIN],
    ['blocks of one byte repeated', bomb(15), Buffer.alloc(2 ** 21)],
  ])('reads %s', async (_, file, plain) => {
    expectSame(await decompress(zstd, file), plain)
  })

  it.each(SIZES)('gives back %d bytes, stored', async (size) => {
    const plain = moduleLike(size)
    expectSame(await decompress(zstd, pack(plain, 'zst')), plain)
  })

  it.skipIf(!hasProgram('zstd')).each(SIZES)('gives back %d bytes of the zstd program', async (size) => {
    const plain = moduleLike(size)
    for (const level of ['-1', '-9', '-19']) {
      const file = runProgram('zstd', ['-qc', level, `--stream-size=${size}`], plain)
      expectSame(await decompress(zstd, file), plain)
      expectSame(await decompress(zstd, runProgram('zstd', ['-qc', level], plain)), plain)
    }
  })

  it.each([
    ['with its size', ZSTD],
    ['without', ZSTD_PIPED],
  ])('refuses a file %s cut at any length', async (_, file) => {
    await expectAllTruncationsRefused(zstd, file)
    await expectStillReads(zstd, file, PLAIN)
  })

  it.each([
    ['with its size', ZSTD],
    ['without', ZSTD_PIPED],
  ])('never gives wrong data for a changed byte of a file %s', async (_, file) => {
    expect(await expectNoWrongData(zstd, file, PLAIN)).toBeGreaterThan(file.length * 3)
    await expectStillReads(zstd, file, PLAIN)
  })

  // the words of kmod 34.2 with libzstd 1.5.7 for files damaged like these
  it.each([
    ['cut in the header', ZSTD.subarray(0, 5), 'Failed to determine decompression size'],
    ['no frame', Buffer.from('junkjunk'), 'Failed to determine decompression size'],
    ['cut in a block', ZSTD.subarray(0, 20), 'Src size is incorrect'],
    ['cut in the checksum', ZSTD.subarray(0, -1), "Restored data doesn't match checksum"],
    ['another checksum', flipped(-1), "Restored data doesn't match checksum"],
    ['junk after the frame', Buffer.concat([ZSTD, Buffer.from('junk')]), 'Src size is incorrect'],
    ['more data than the header names', withContentSize(100), 'Destination buffer is too small'],
    ['less data than the header names', withContentSize(200), 'Data corruption detected'],
  ])('names %s in the words of kmod', async (_, file, reason) => {
    const { code, details } = await refusalOf(zstd, file)
    expect({ code, ...details }).toEqual({ code: 'KMOD_COMPRESSION_CORRUPT', codec: 'zstd', reason })
  })

  it('refuses a frame that needs a dictionary as unsupported', async () => {
    const file = Buffer.concat([Buffer.from('28b52ffd217b01', 'hex'), Buffer.from('01000078', 'hex')])
    expect(await refusalOf(zstd, file)).toMatchObject({
      code: 'KMOD_COMPRESSION_UNSUPPORTED',
      details: { codec: 'zstd', reason: 'Dictionary mismatch' },
    })
  })

  it('refuses a header with a reserved bit as unsupported, in the words of kmod', async () => {
    const file = Buffer.from(ZSTD)
    file[4]! |= 0x08
    expect(await refusalOf(zstd, file)).toMatchObject({
      code: 'KMOD_COMPRESSION_UNSUPPORTED',
      details: { codec: 'zstd', reason: 'Failed to determine decompression size' },
    })
  })

  it('refuses 1 MiB that expands to 32 GiB, named or not', async () => {
    const unnamed = bomb(2 ** 18)
    const named = Buffer.concat([Buffer.from('28b52ffdc0580000000008000000', 'hex'), unnamed.subarray(6)])
    await expectRefusedAsTooLarge(zstd, named)
    await expectRefusedAsTooLarge(zstd, named.subarray(0, 18))
    await expectRefusedAsTooLarge(zstd, unnamed)
    await expectStillReads(zstd, ZSTD, PLAIN)
  })
})

/** ZSTD is of a single segment with a size of one byte, at 5. */
function withContentSize(size: number): Buffer {
  const file = Buffer.from(ZSTD)
  file[5] = size
  return file
}
