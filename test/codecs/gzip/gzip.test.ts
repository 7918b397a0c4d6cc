import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { gzipCodec } from '../../../src/codecs/gzip/gzip.ts'
import { PLAIN } from '../fixtures.ts'
import {
  decompress,
  expectAllTruncationsRefused,
  expectNoWrongData,
  expectRefusedAsTooLarge,
  expectSame,
  expectStillReads,
  moduleLike,
  refusalOf,
  SIZES,
} from '../ladders.ts'

const gzip = gzipCodec()
const FILE = gzipSync(PLAIN)

describe('the gzip codec', () => {
  it.each(SIZES)('gives back %d bytes', async (size) => {
    const plain = moduleLike(size)
    expectSame(await decompress(gzip, gzipSync(plain)), plain)
  })

  it('joins members, whatever the last one says of its size', async () => {
    const large = moduleLike(1_048_577)
    const small = Buffer.from('x')
    for (const members of [
      [large, small],
      [small, large],
      [small, small, large],
      [large, Buffer.alloc(0)],
    ])
      expectSame(
        await decompress(gzip, Buffer.concat(members.map((m) => gzipSync(m)))),
        Buffer.concat(members),
      )
  })

  it.each([
    ['a name', 8, Buffer.from('module.ko\0')],
    ['a name and a comment', 8 | 16, Buffer.from('module.ko\0of a test\0')],
    ['an extra field', 4, Buffer.from([2, 0, 0, 0])],
  ])('reads a header with %s', async (_, flags, fields) => {
    const header = Buffer.from(FILE.subarray(0, 10))
    header[3] = flags
    const file = Buffer.concat([header, fields, FILE.subarray(10)])
    expectSame(await decompress(gzip, file), PLAIN)
    await expectNoWrongData(gzip, file, PLAIN)
    for (let length = 0; length < header.length + fields.length; length++)
      expect((await refusalOf(gzip, file.subarray(0, length))).code).toBe('KMOD_COMPRESSION_CORRUPT')
  })

  it.each([1, 7, 8, 100_000])('ignores %d zeros after the last member', async (count) => {
    expectSame(await decompress(gzip, Buffer.concat([FILE, Buffer.alloc(count)])), PLAIN)
    expectSame(
      await decompress(gzip, Buffer.concat([FILE, FILE, Buffer.alloc(count)])),
      Buffer.concat([PLAIN, PLAIN]),
    )
  })

  // kmod 34.2 takes all of these for the members alone
  it.each([
    ['junk', Buffer.from('junk'), 'incorrect header check'],
    ['one byte', Buffer.from([0x1f]), undefined],
    ['a zero byte and junk', Buffer.from('\0junk'), undefined],
    ['many zeros and a byte', Buffer.concat([Buffer.alloc(5000), Buffer.from([1])]), undefined],
    ['zeros and another member', Buffer.concat([Buffer.alloc(512), FILE]), undefined],
  ])('refuses %s after the last member', async (_, rest, reason) => {
    for (const members of [FILE, Buffer.concat([FILE, FILE])]) {
      const { code, details } = await refusalOf(gzip, Buffer.concat([members, rest]))
      expect([code, details.reason]).toEqual(['KMOD_COMPRESSION_CORRUPT', reason])
    }
  })

  it('says how much is wrong after the last member', async () => {
    const { message } = await refusalOf(gzip, Buffer.concat([FILE, Buffer.from('\0junk')]))
    expect(message).toBe('Cannot decompress gzip data: 5 bytes after the last member are not zeros')
  })

  it('leaves to the reference all but one sound member', () => {
    expect(gzip.decode(Buffer.concat([FILE, FILE]))).toBeUndefined()
    expect(gzip.decode(Buffer.concat([FILE, Buffer.alloc(1)]))).toBeUndefined()
    expect(gzip.decode(FILE.subarray(0, -1))).toBeUndefined()
    expectSame(gzip.decode(FILE) ?? Buffer.alloc(0), PLAIN)
  })

  it('refuses a file cut at any length, without a reason: kmod prints none', async () => {
    await expectAllTruncationsRefused(gzip, FILE)
    expect((await refusalOf(gzip, FILE.subarray(0, -9))).details).not.toHaveProperty('reason')
    expect((await refusalOf(gzip, Buffer.concat([FILE, FILE.subarray(0, 15)]))).code).toBe(
      'KMOD_COMPRESSION_CORRUPT',
    )
  })

  it('never gives wrong data for a changed byte', async () => {
    expect(await expectNoWrongData(gzip, FILE, PLAIN)).toBeGreaterThan(FILE.length)
    await expectStillReads(gzip, FILE, PLAIN)
  })

  it.each([
    ['a wrong CRC', FILE.length - 8, 'incorrect data check'],
    ['a wrong ISIZE', FILE.length - 4, 'incorrect length check'],
    ['a wrong magic', 0, 'incorrect header check'],
    ['another method', 2, 'unknown compression method'],
  ])('names %s in the words of zlib', async (_, at, reason) => {
    const damaged = Buffer.from(FILE)
    damaged[at]! ^= 1
    expect((await refusalOf(gzip, damaged)).details).toMatchObject({ codec: 'gzip', reason })
  })

  it('refuses an ISIZE of 4 GiB without allocating it', async () => {
    const damaged = Buffer.from(FILE)
    damaged.writeUInt32LE(0xffffffff, FILE.length - 4)
    const { external } = process.memoryUsage()
    expect((await refusalOf(gzip, damaged)).details.reason).toBe('incorrect length check')
    expect(process.memoryUsage().external - external).toBeLessThan(10e6)
  })

  it('refuses 1 MiB that expands to 1 GiB', async () => {
    const member = gzipSync(Buffer.alloc(2 ** 20), { level: 9 })
    await expectRefusedAsTooLarge(gzip, Buffer.concat(Array<Buffer>(1024).fill(member)))
  })

  it('reads small data of a high ratio', async () => {
    const zeros = Buffer.alloc(8 * 2 ** 20)
    expectSame(await decompress(gzip, gzipSync(zeros)), zeros)
  })
})
