import { expect, it } from 'vitest'
import { crc64 } from '../../../src/codecs/xz/crc64.ts'
import { hasProgram, moduleLike, runProgram } from '../ladders.ts'

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
