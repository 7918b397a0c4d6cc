import fc from 'fast-check'
import { expect, it } from 'vitest'
import { halfSipHash } from '../../src/base/half-sip-hash.ts'
import { sipReference } from '../support/sip-reference.ts'

it('the reference gives the published values', () => {
  const counting = Uint8Array.from({ length: 15 }, (_, i) => i)
  // SipHash-2-4 of 00 01 ... 0e under the key 00 01 ... 0f: appendix A of the paper.
  const key = [0x0706050403020100n, 0x0f0e0d0c0b0a0908n] as const
  expect(sipReference(64, [2, 4], key, counting)).toBe(0xa129ca6149be45e5n)
  // HalfSipHash-2-4 of nothing under the key 00 01 ... 07: the first of the vectors of its authors.
  expect(sipReference(32, [2, 4], [0x03020100n, 0x07060504n], new Uint8Array(0))).toBe(0x5b9f35a9n)
})

it('halfSipHash() is HalfSipHash-1-3, for all lengths and wherever the bytes are', () => {
  const word = fc.integer({ min: 0, max: 2 ** 32 - 1 })
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), word, word, fc.nat(5), (name, key0, key1, before) => {
      const bytes = Buffer.concat([Buffer.alloc(before, 7), name, Buffer.from('after')])
      const hash = halfSipHash(bytes, before, before + name.length, key0 | 0, key1 | 0) >>> 0
      expect(BigInt(hash)).toBe(sipReference(32, [1, 3], [BigInt(key0), BigInt(key1)], name))
    }),
  )
})
