import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Codec } from '../../../src/codecs/codecs.ts'
import { xzCodec } from '../../../src/codecs/xz/xz.ts'
import { seededRandom } from '../../fuzz/mutate.ts'
import { branchCode } from '../../support/branch-code.ts'
import { pack } from '../../support/containers.ts'
import { PLAIN, XZ, XZ_BLOCKS, XZ_DELTA, XZ_EMPTY, XZ_RISCV, XZ_RISCV_CHAIN, XZ_X86 } from '../fixtures.ts'
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

const xz: Codec = xzCodec()

const CODE = branchCode(seededRandom(58), 300)
const STREAM_HEADER = XZ.crc32.subarray(0, 12)
const PADDING = Buffer.alloc(4)

function changed(file: Buffer, at: number, bytes: readonly number[]): Buffer {
  const copy = Buffer.from(file)
  copy.set(bytes, at)
  return copy
}

/** Other flags, with the CRC that belongs to them. */
function withStreamFlags(flags: readonly number[]): Buffer {
  const file = changed(XZ.crc32, 6, flags)
  file.writeUInt32LE(crc32(file.subarray(6, 8)), 8)
  return file
}

/** Another dictionary size in the header of the block, which is of 12 bytes: 12 to 24. */
function withDictionaryBits(bits: number): Buffer {
  const file = changed(XZ.crc32, 16, [bits])
  file.writeUInt32LE(crc32(file.subarray(12, 20)), 20)
  return file
}

/** Another header of the block, whose flags and filters are given; it has as many bytes. */
function withFilter(hex: string): Buffer {
  const fields = Buffer.from(hex.replaceAll(' ', ''), 'hex')
  const file = changed(XZ.crc32, 13, [...fields, ...Buffer.alloc(7 - fields.length)])
  file.writeUInt32LE(crc32(file.subarray(12, 20)), 20)
  return file
}

/** XZ.crc32, whose check is said to be another one of 4 bytes, and is wrong. */
function withReservedCheck(id: number): Buffer {
  const file = withStreamFlags([0, id])
  file[file.length - 24]! ^= 1
  file[file.length - 3] = id
  file.writeUInt32LE(crc32(file.subarray(-8, -2)), file.length - 12)
  return file
}

/** Chunks of LZMA2 that each claim 2 MiB in 7 bytes. */
const claims = (count: number): Buffer =>
  Buffer.concat([
    XZ.crc32.subarray(0, 24),
    ...Array<Buffer>(count).fill(Buffer.from([0xff, 0xff, 0xff, 0x00, 0x00, 0x5d, 0x00])),
  ])

describe('the xz codec', () => {
  it.each([
    ['without a check', XZ.none, PLAIN],
    ['with CRC-32', XZ.crc32, PLAIN],
    ['with CRC-64', XZ.crc64, PLAIN],
    ['with SHA-256', XZ.sha256, PLAIN],
    ['of several blocks', XZ_BLOCKS, PLAIN],
    ['of nothing', XZ_EMPTY, Buffer.alloc(0)],
    [
      'joined',
      Buffer.concat([XZ.crc32, XZ_EMPTY, XZ_BLOCKS, XZ.sha256]),
      Buffer.concat([PLAIN, PLAIN, PLAIN]),
    ],
    ['padded', Buffer.concat([XZ.crc32, PADDING, PADDING, XZ.crc64, PADDING]), Buffer.concat([PLAIN, PLAIN])],
    ['with the x86 filter', XZ_X86, PLAIN],
    ['with the Delta filter', XZ_DELTA, PLAIN],
    ['with the RISC-V filter', XZ_RISCV, CODE],
    ['with three filters', XZ_RISCV_CHAIN, CODE],
    [
      'with and without filters',
      Buffer.concat([XZ_RISCV, XZ.crc32, XZ_X86]),
      Buffer.concat([CODE, PLAIN, PLAIN]),
    ],
    ['with a dictionary of 4 GiB, needed by no block so small', withDictionaryBits(40), PLAIN],
  ])('reads streams %s', async (_, file, plain) => {
    expectSame(await decompress(xz, file), plain)
  })

  it.each(SIZES)('gives back %d bytes, stored', async (size) => {
    const plain = moduleLike(size)
    expectSame(await decompress(xz, pack(plain, 'xz')), plain)
  })

  it.skipIf(!hasProgram('xz')).each(SIZES)('gives back %d bytes of the xz program', async (size) => {
    const plain = moduleLike(size)
    for (const args of [
      ['--check=crc32', '--lzma2=dict=1MiB'],
      ['-9e'],
      ['-0', '--block-size=100000', '-T2'],
    ])
      expectSame(await decompress(xz, runProgram('xz', ['-c', ...args], plain)), plain)
  })

  it.each([
    ['without a check', XZ.none],
    ['with CRC-32', XZ.crc32],
    ['with SHA-256', XZ.sha256],
    ['of several blocks', XZ_BLOCKS],
    ['with a filter', XZ_X86],
  ])('refuses a file %s cut at any length', async (_, file) => {
    await expectAllTruncationsRefused(xz, file)
    await expectStillReads(xz, file, PLAIN)
  })

  it.each([
    ['CRC-32', XZ.crc32],
    ['CRC-64', XZ.crc64],
    ['SHA-256', XZ.sha256],
    ['CRC-32 in each of several blocks', XZ_BLOCKS],
  ])('never gives wrong data for a changed byte of a file with %s', async (_, file) => {
    // .xz has no byte without meaning
    expect(await expectNoWrongData(xz, file, PLAIN)).toBe(file.length * 4)
    await expectStillReads(xz, file, PLAIN)
  })

  // kmod: liblzma does not verify a check that it does not know
  it.each([2, 3])('reads a file with the reserved check %d unverified', async (id) => {
    expectSame(await decompress(xz, withReservedCheck(id)), PLAIN)
    expect((await refusalOf(xz, withReservedCheck(1))).details.reason).toBe('File is corrupt')
  })

  it('leaves to the reference what has filters, an undefined check or damage', () => {
    for (const file of [XZ_X86, XZ_DELTA, withReservedCheck(2), withReservedCheck(1), XZ.crc32.subarray(1)])
      expect(xz.decode(file)).toBeUndefined()
    expectSame(xz.decode(XZ_BLOCKS) ?? Buffer.alloc(0), PLAIN)
  })

  // the first of the three lines that kmod 34.2 with liblzma 5.8 prints for files damaged like these
  it.each([
    ['another format', Buffer.from('not an xz file at all'), 'File format not recognized'],
    ['a cut header', XZ.crc32.subarray(0, 8), 'Unexpected end of input'],
    ['a cut block', XZ.crc32.subarray(0, 50), 'Unexpected end of input'],
    ['a cut footer', XZ.crc32.subarray(0, -1), 'Unexpected end of input'],
    ['a damaged and cut block', changed(XZ.crc32, 34, [0xff, 0xff, 0xff]).subarray(0, 60), 'File is corrupt'],
    ['long junk at the end', Buffer.concat([XZ.crc32, Buffer.from('junkjunkjunk')]), 'File is corrupt'],
    ['short junk at the end', Buffer.concat([XZ.crc32, Buffer.from('junk')]), 'Unexpected end of input'],
    ['padding of 3 bytes', Buffer.concat([XZ.crc32, Buffer.alloc(3)]), 'File is corrupt'],
    ['a changed check', changed(XZ.crc32, XZ.crc32.length - 24, [0]), 'File is corrupt'],
  ])('names %s in the words of kmod', async (_, file, reason) => {
    const { code, details } = await refusalOf(xz, file)
    expect({ code, ...details }).toEqual({ code: 'KMOD_COMPRESSION_CORRUPT', codec: 'xz', reason })
  })

  it.each([
    ['reserved stream flags', withStreamFlags([0x00, 0xf1]), 'stream flags 00f1 name no known check'],
    ['a filter that nobody has defined', withFilter('00 4000'), 'filter 0x40 as the last one not supported'],
  ])('refuses %s by name', async (_, file, because) => {
    const error = await refusalOf(xz, file)
    expect(error.code).toBe('KMOD_COMPRESSION_UNSUPPORTED')
    expect(error.message).toBe(`Cannot decompress xz data: ${because}`)
    expect(error.details).toEqual({ codec: 'xz', reason: 'Unsupported compression options' })
  })

  it('refuses 1 MiB that claims to expand to 300 GiB, and a header without blocks', async () => {
    await expectRefusedAsTooLarge(xz, claims(150_000))
    expect((await refusalOf(xz, STREAM_HEADER)).details.reason).toBe('Unexpected end of input')
    await expectStillReads(xz, XZ.crc32, PLAIN)
  })

  it.skipIf(!hasProgram('xz'))('refuses real data of too high a ratio', async () => {
    const bomb = runProgram('xz', ['-0', '-c'], Buffer.alloc(80 * 2 ** 20))
    await expectRefusedAsTooLarge(xz, bomb)
    await expectRefusedAsTooLarge(xz, Buffer.concat([bomb, bomb, bomb]))
  })
})
