import { expect, it } from 'vitest'
import { decodeIa64 } from '../../../../src/codecs/xz/filters/ia64.ts'

/** A bundle with this template and the same instruction in all three slots. */
function bundle(template: number, instruction: bigint): Buffer {
  const bits = BigInt(template) | (instruction << 5n) | (instruction << 46n) | (instruction << 87n)
  return Buffer.from(bits.toString(16).padStart(32, '0'), 'hex').reverse()
}

/** br.call b0 = by the number of bundles: 21 bits with the sign in bit 36. */
const call = (bundles: number): bigint =>
  (5n << 37n) | (BigInt(bundles & 0xfffff) << 13n) | (BigInt((bundles >> 20) & 1) << 36n)

// Templates: 0x10 MIB, 0x12 MBB, 0x16 BBB have branches in slots 2, 1 and 2, all
it.each([
  [0x10, [2]],
  [0x12, [1, 2]],
  [0x16, [0, 1, 2]],
  [0x00, []],
  [0x1e, []],
])('template %d has branches in slots %j', (template, slots) => {
  const bytes = bundle(template, call(0x200))
  decodeIa64(bytes, 0x1000)
  const bits = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`)
  const instructions = [5n, 46n, 87n].map((at) => (bits >> at) & 0x1ffffffffffn)
  expect(instructions).toEqual([0, 1, 2].map((slot) => call(slots.includes(slot) ? 0x100 : 0x200)))
  expect(Number(bits & 0x1fn)).toBe(template)
})

it('goes backwards, and leaves other instructions and half a bundle alone', () => {
  const back = bundle(0x16, call(0x100))
  decodeIa64(back, 0x2000)
  expect(back).toEqual(bundle(0x16, call(-0x100)))
  const other = bundle(0x16, call(0x100) | (1n << 9n))
  const half = Buffer.concat([other, bundle(0x16, call(0x100)).subarray(0, 15)])
  const before = Buffer.from(half)
  decodeIa64(half, 0x2000)
  expect(half).toEqual(before)
})
