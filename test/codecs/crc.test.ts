import * as zlib from 'node:zlib'
import { expect, it } from 'vitest'
import { crc32Maker, crc32Of, crc64, runningCrc } from '../../src/codecs/crc.ts'
import { hasProgram, moduleLike, runProgram } from './ladders.ts'

it.each([
  // the check value of CRC-64/XZ in the catalogue of CRC algorithms
  ['123456789', '995dc9bbdf1939fa'],
  ['', '0000000000000000'],
])('crc64() of "%s"', (text, expected) => {
  expect(
    Buffer.from(crc64(Buffer.from(text)))
      .reverse()
      .toString('hex'),
  ).toBe(expected)
})

const POLYNOMIAL = 0xc96c5795d7870f42n

/** Bit by bit, as the polynomial defines it. */
function definition(bytes: Uint8Array): bigint {
  let crc = 0xffff_ffff_ffff_ffffn
  for (const byte of bytes) {
    crc ^= BigInt(byte)
    for (let bit = 0; bit < 8; bit++) crc = (crc >> 1n) ^ (crc & 1n ? POLYNOMIAL : 0n)
  }
  return crc ^ 0xffff_ffff_ffff_ffffn
}

it.each([1, 7, 8, 9, 15, 16, 17, 255])('crc64() of %d bytes is what the polynomial defines', (size) => {
  const bytes = moduleLike(size)
  expect(crc64(bytes).readBigUInt64LE()).toBe(definition(bytes))
})

it.skipIf(!hasProgram('xz')).each([65_535, 65_536, 65_537, 131_073])(
  'crc64() of %d bytes is what the xz program writes',
  (size) => {
    const bytes = moduleLike(size)
    const file = runProgram('xz', ['-c', '--check=crc64'], bytes)
    // the check is before the index, whose size the footer names
    const indexSize = (file.readUInt32LE(file.length - 8) + 1) * 4
    const at = file.length - 12 - indexSize - 8
    expect(crc64(bytes)).toEqual(file.subarray(at, at + 8))
  },
)

it.each([0, 1, 7, 8, 9, 255, 65_535, 65_536, 65_537, 131_073])(
  'the CRC-32 of %d bytes is that of zlib, made here or there',
  (size) => {
    const bytes = moduleLike(size)
    for (const little of [0, size - 1, size, size + 3, 2 * size + 3, Number.POSITIVE_INFINITY]) {
      const crc32 = crc32Maker(little)
      for (const part of [bytes, Uint8Array.of(1, 2, 3), bytes, bytes.subarray(size >> 1)])
        expect(crc32(part)).toBe(zlib.crc32(part))
    }
  },
)

it('crc32Of() gives way to zlib', () => {
  const bytes = moduleLike(700_000)
  for (let i = 0; i < 3; i++) expect(crc32Of(bytes)).toBe(zlib.crc32(bytes))
})

it('a running CRC begins anew after its digest, and another one is not disturbed', () => {
  const [one, other] = [runningCrc(32), runningCrc(64)]
  for (const text of ['123456789', '', 'abc']) {
    for (const letter of text) {
      one.update(Buffer.from(letter))
      other.update(Buffer.from(letter))
    }
    expect(one.digest().readUInt32LE()).toBe(zlib.crc32(text))
    expect(other.digest()).toEqual(crc64(Buffer.from(text)))
  }
})
