import { expect, it } from 'vitest'
import { bytesIn, joinTexts, longsIn, splitTexts } from '../../src/cache/section-values.ts'

it('bytesIn() and longsIn() are views of the same numbers', () => {
  const numbers = BigInt64Array.of(1n, -2n, 2n ** 40n)
  expect(longsIn(bytesIn(numbers))).toEqual(numbers)
  expect(longsIn(bytesIn(numbers.subarray(1)))).toEqual(BigInt64Array.of(-2n, 2n ** 40n))
  bytesIn(numbers).fill(0)
  expect(numbers).toEqual(new BigInt64Array(3))
})

it.each([[['a', '', 'b/c']], [['']]])('splitTexts() takes apart what joinTexts() has joined: %j', (texts) => {
  expect(splitTexts(joinTexts(texts))).toEqual(texts)
})
