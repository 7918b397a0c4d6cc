import { expect, it } from 'vitest'
import { crc64 } from '../../src/read/crc64.ts'

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
