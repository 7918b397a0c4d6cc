/**
 * CRC-64 as xz uses it (ECMA-182, reflected): `xz` adds it unless told otherwise, kernels build with CRC-32. JavaScript
 * has no fast 64-bit integers, so a value is two halves of 32 bits.
 */
import { byteAt } from '../base/bytes.ts'
import { Int32Column } from '../base/columns.ts'

const POLYNOMIAL_HIGH = 0xc96c5795
const POLYNOMIAL_LOW = 0xd7870f42

const HIGH = new Int32Column(256)
const LOW = new Int32Column(256)
for (let byte = 0; byte < 256; byte++) {
  let high = 0
  let low = byte
  for (let bit = 0; bit < 8; bit++) {
    const carry = -(low & 1)
    low = ((low >>> 1) | (high << 31)) ^ (POLYNOMIAL_LOW & carry)
    high = (high >>> 1) ^ (POLYNOMIAL_HIGH & carry)
  }
  HIGH.push(high)
  LOW.push(low)
}

/** The CRC in 8 bytes, little-endian, as it stands in a file. */
export function crc64(bytes: Uint8Array): Buffer {
  let high = -1
  let low = -1
  for (let i = 0; i < bytes.length; i++) {
    const byte = (low ^ byteAt(bytes, i)) & 0xff
    low = ((low >>> 8) | (high << 24)) ^ LOW.at(byte)
    high = (high >>> 8) ^ HIGH.at(byte)
  }
  const digest = Buffer.alloc(8)
  digest.writeInt32LE(~low, 0)
  digest.writeInt32LE(~high, 4)
  return digest
}
