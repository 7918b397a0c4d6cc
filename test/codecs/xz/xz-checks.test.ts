import { expect, it } from 'vitest'
import { xzCheck } from '../../../src/codecs/xz/xz-checks.ts'

it.each([
  [0x0, ''],
  [0x1, '2639f4cb'],
  [0x4, 'fa3919dfbbc95d99'],
  [0xa, '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
])('xzCheck(%d) has a digest that fills its size', (id, hex) => {
  const check = xzCheck(id)!
  const digest = check.digest!(Buffer.from('123456789'))
  expect(Buffer.from(digest).toString('hex')).toBe(hex)
  expect(digest.length).toBe(check.size)
})

// The .xz File Format 1.2.1, 2.1.1.2
it('xzCheck() knows the sizes of all checks, and a digest only of those that are defined', () => {
  const checks = Array.from({ length: 17 }, (_, id) => xzCheck(id))
  expect(checks.map((check) => check?.size)).toEqual([
    ...[0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64],
    undefined,
  ])
  expect(checks.flatMap((check, id) => (check?.digest ? [id] : []))).toEqual([0, 1, 4, 10])
})
