import { expect, it } from 'vitest'
import { XZ_CHECKS } from '../../../src/codecs/xz/xz-checks.ts'

it.each([
  [0x0, ''],
  [0x1, '2639f4cb'],
  [0x4, 'fa3919dfbbc95d99'],
  [0xa, '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
])('XZ_CHECKS has %d, whose digest fills its size', (id, hex) => {
  const check = XZ_CHECKS.get(id)!
  const digest = check.digest(Buffer.from('123456789'))
  expect(Buffer.from(digest).toString('hex')).toBe(hex)
  expect(digest.length).toBe(check.size)
})
