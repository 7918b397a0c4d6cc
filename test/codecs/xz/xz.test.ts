import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Codec } from '../../../src/codecs/codecs.ts'
import { xzCodec } from '../../../src/codecs/xz/xz.ts'
import { pack } from '../../support/containers.ts'
import { PLAIN, XZ, XZ_BLOCKS, XZ_DELTA, XZ_EMPTY, XZ_X86 } from '../fixtures.ts'
import {
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

/** Chunks of LZMA2 that each claim 2 MiB in 7 bytes. */
const claims = (count: number): Buffer =>
  Buffer.concat([
    XZ.crc32.subarray(0, 24),
    ...Array<Buffer>(count).fill(Buffer.from([0xff, 0xff, 0xff, 0x00, 0x00, 0x5d, 0x00])),
  ])

describe('xz.decompress()', () => {
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
    ['with a dictionary of 4 GiB, needed by no block so small', withDictionaryBits(40), PLAIN],
  ])('reads streams %s', (_, file, plain) => {
    expectSame(xz.decompress(file), plain)
  })

  it.each(SIZES)('gives back %d bytes, stored', (size) => {
    const plain = moduleLike(size)
    expectSame(xz.decompress(pack(plain, 'xz')), plain)
  })

  it.skipIf(!hasProgram('xz')).each(SIZES)('gives back %d bytes of the xz program', (size) => {
    const plain = moduleLike(size)
    for (const args of [
      ['--check=crc32', '--lzma2=dict=1MiB'],
      ['-9e'],
      ['-0', '--block-size=100000', '-T2'],
    ])
      expectSame(xz.decompress(runProgram('xz', ['-c', ...args], plain)), plain)
  })

  it.each([
    ['without a check', XZ.none],
    ['with CRC-32', XZ.crc32],
    ['with SHA-256', XZ.sha256],
    ['of several blocks', XZ_BLOCKS],
  ])('refuses a file %s cut at any length', (_, file) => {
    expectAllTruncationsRefused(xz, file)
    expectStillReads(xz, file, PLAIN)
  })

  it.each([
    ['CRC-32', XZ.crc32],
    ['CRC-64', XZ.crc64],
    ['SHA-256', XZ.sha256],
    ['CRC-32 in each of several blocks', XZ_BLOCKS],
  ])('never gives wrong data for a changed byte of a file with %s', (_, file) => {
    // .xz has no byte without meaning
    expect(expectNoWrongData(xz, file, PLAIN)).toBe(file.length * 4)
    expectStillReads(xz, file, PLAIN)
  })

  // the first of the three lines that kmod 34.2 with liblzma 5.8 prints for files damaged like these
  it.each([
    ['another format', Buffer.from('not an xz file at all'), 'File format not recognized'],
    ['a cut header', XZ.crc32.subarray(0, 8), 'Unexpected end of input'],
    ['a cut block', XZ.crc32.subarray(0, 50), 'Unexpected end of input'],
    ['a cut footer', XZ.crc32.subarray(0, -1), 'Unexpected end of input'],
    ['a damaged and cut block', changed(XZ.crc32, 34, [0xff, 0xff, 0xff]).subarray(0, 60), 'File is corrupt'],
    ['long junk behind', Buffer.concat([XZ.crc32, Buffer.from('junkjunkjunk')]), 'File is corrupt'],
    ['short junk behind', Buffer.concat([XZ.crc32, Buffer.from('junk')]), 'Unexpected end of input'],
    ['padding of 3 bytes', Buffer.concat([XZ.crc32, Buffer.alloc(3)]), 'File is corrupt'],
    ['a changed check', changed(XZ.crc32, XZ.crc32.length - 24, [0]), 'File is corrupt'],
  ])('names %s in the words of kmod', (_, file, reason) => {
    const { code, details } = refusalOf(xz, file)
    expect({ code, ...details }).toEqual({ code: 'KMOD_COMPRESSION_CORRUPT', codec: 'xz', reason })
  })

  it.each([
    ['x86 BCJ', XZ_X86, 'filter x86 BCJ not supported'],
    ['Delta', XZ_DELTA, 'filter Delta not supported'],
    ['reserved stream flags', withStreamFlags([0x00, 0xf1]), 'stream flags 00f1 name no known check'],
    ['a reserved check', withStreamFlags([0x00, 0x02]), 'stream flags 0002 name no known check'],
  ])('refuses %s by name', (_, file, because) => {
    const error = refusalOf(xz, file)
    expect(error.code).toBe('KMOD_COMPRESSION_UNSUPPORTED')
    expect(error.message).toBe(`Cannot decompress xz data: ${because}`)
    expect(error.details).toEqual({ codec: 'xz', reason: 'Unsupported compression options' })
  })

  it('refuses 1 MiB that claims to open to 300 GiB, and a header without blocks', () => {
    expectRefusedAsTooLarge(xz, claims(150_000))
    expect(refusalOf(xz, STREAM_HEADER).details.reason).toBe('Unexpected end of input')
    expectStillReads(xz, XZ.crc32, PLAIN)
  })

  it.skipIf(!hasProgram('xz'))('refuses real data of too high a ratio', () => {
    const bomb = runProgram('xz', ['-0', '-c'], Buffer.alloc(80 * 2 ** 20))
    expectRefusedAsTooLarge(xz, bomb)
    expectRefusedAsTooLarge(xz, Buffer.concat([bomb, bomb, bomb]))
  })
})
