import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { gzipCodec } from '../../../src/codecs/gzip/gzip.ts'
import { PLAIN } from '../fixtures.ts'
import {
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

describe('gzip.decompress()', () => {
  it.each(SIZES)('gives back %d bytes', (size) => {
    const plain = moduleLike(size)
    expectSame(gzip.decompress(gzipSync(plain)), plain)
  })

  it('joins members, whatever the last one says of its size', () => {
    const large = moduleLike(1_048_577)
    const small = Buffer.from('x')
    for (const members of [
      [large, small],
      [small, large],
      [small, small, large],
      [large, Buffer.alloc(0)],
    ])
      expectSame(gzip.decompress(Buffer.concat(members.map((m) => gzipSync(m)))), Buffer.concat(members))
  })

  it.each([
    ['a name', 8, Buffer.from('module.ko\0')],
    ['a name and a comment', 8 | 16, Buffer.from('module.ko\0of a test\0')],
    ['an extra field', 4, Buffer.from([2, 0, 0, 0])],
  ])('reads a header with %s', (_, flags, fields) => {
    const header = Buffer.from(FILE.subarray(0, 10))
    header[3] = flags
    const file = Buffer.concat([header, fields, FILE.subarray(10)])
    expectSame(gzip.decompress(file), PLAIN)
    expectNoWrongData(gzip, file, PLAIN)
    for (let length = 0; length < header.length + fields.length; length++)
      expect(refusalOf(gzip, file.subarray(0, length)).code).toBe('KMOD_COMPRESSION_CORRUPT')
  })

  it('ignores zeros behind the last member, refuses anything else', () => {
    expectSame(gzip.decompress(Buffer.concat([FILE, Buffer.alloc(7)])), PLAIN)
    expect(refusalOf(gzip, Buffer.concat([FILE, Buffer.from('junk')])).code).toBe('KMOD_COMPRESSION_CORRUPT')
  })

  it('refuses a file cut at any length, without a reason: kmod prints none', () => {
    expectAllTruncationsRefused(gzip, FILE)
    expect(refusalOf(gzip, FILE.subarray(0, -9)).details).not.toHaveProperty('reason')
    expect(refusalOf(gzip, Buffer.concat([FILE, FILE.subarray(0, 15)])).code).toBe('KMOD_COMPRESSION_CORRUPT')
  })

  it('never gives wrong data for a changed byte', () => {
    expect(expectNoWrongData(gzip, FILE, PLAIN)).toBeGreaterThan(FILE.length)
    expectStillReads(gzip, FILE, PLAIN)
  })

  it.each([
    ['a wrong CRC', FILE.length - 8, 'incorrect data check'],
    ['a wrong ISIZE', FILE.length - 4, 'incorrect length check'],
    ['a wrong magic', 0, 'incorrect header check'],
    ['another method', 2, 'unknown compression method'],
  ])('names %s in the words of zlib', (_, at, reason) => {
    const damaged = Buffer.from(FILE)
    damaged[at]! ^= 1
    expect(refusalOf(gzip, damaged).details).toMatchObject({ codec: 'gzip', reason })
  })

  it('refuses an ISIZE of 4 GiB without allocating it', () => {
    const damaged = Buffer.from(FILE)
    damaged.writeUInt32LE(0xffffffff, FILE.length - 4)
    const { external } = process.memoryUsage()
    expect(refusalOf(gzip, damaged).details.reason).toBe('incorrect length check')
    expect(process.memoryUsage().external - external).toBeLessThan(10e6)
  })

  it('refuses 1 MiB that opens to 1 GiB', () => {
    const member = gzipSync(Buffer.alloc(2 ** 20), { level: 9 })
    expectRefusedAsTooLarge(gzip, Buffer.concat(Array<Buffer>(1024).fill(member)))
  })

  it('reads small data of a high ratio', () => {
    const zeros = Buffer.alloc(8 * 2 ** 20)
    expectSame(gzip.decompress(gzipSync(zeros)), zeros)
  })
})
