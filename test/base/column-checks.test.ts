import { expect, it } from 'vitest'
import { areBelow, endsFit, namesFit, startsFit } from '../../src/base/column-checks.ts'

const words = (...numbers: number[]): Int32Array => Int32Array.from(numbers)

it.each([
  [[0], 0, 0, true],
  [[0, 2, 2, 5], 3, 5, true],
  [[0, 2, 1, 5], 3, 5, false],
  [[1, 2, 5], 2, 5, false],
  [[0, 2, 4], 2, 5, false],
  [[0, 5], 2, 5, false],
  [[], -1, 0, false],
])('startsFit(%j, %i groups, %i rows) is %j', (starts, groups, rows, fits) => {
  expect(startsFit(words(...starts), groups, rows)).toBe(fits)
})

it.each([
  [[], 0, 0, true],
  [[], 0, 1, false],
  [[2, 2, 5], 3, 5, true],
  [[-1, 5], 2, 5, false],
  [[3, 2, 5], 3, 5, false],
  [[5], 2, 5, false],
])('endsFit(%j, %i texts, %i bytes) is %j', (ends, count, size, fits) => {
  expect(endsFit(words(...ends), count, size)).toBe(fits)
})

it('namesFit() wants names to cover all bytes', () => {
  expect(namesFit({ bytes: new Uint8Array(3), starts: words(0, 1, 3) })).toBe(true)
  expect(namesFit({ bytes: new Uint8Array(4), starts: words(0, 1, 3) })).toBe(false)
  expect(namesFit({ bytes: new Uint8Array(0), starts: words() })).toBe(false)
})

it('areBelow() has a limit, and a least number', () => {
  expect(areBelow(words(0, 4), 5)).toBe(true)
  expect(areBelow(words(0, 5), 5)).toBe(false)
  expect(areBelow(words(-1), 5)).toBe(false)
  expect(areBelow(words(-1, 4), 5, -1)).toBe(true)
})
