import { expect, it } from 'vitest'
import { appendAll, largest } from '../../src/base/append.ts'

/** More than a call takes. */
const MANY = Array.from({ length: 400_000 }, (_, i) => i)

it('appendAll() appends lists of any length, and of any kind', () => {
  const target = [7]
  appendAll(target, MANY)
  appendAll(target, new Set([8]))
  expect([target.length, target[0], target[1], target.at(-1)]).toEqual([400_002, 7, 0, 8])
})

it('largest() takes lists of any length, and the least for an empty one', () => {
  expect([largest(MANY), largest([]), largest([], 3), largest([1, 5, 2], 3)]).toEqual([399_999, 0, 3, 5])
})
