import { expect, it } from 'vitest'
import { UNKNOWN_MODULE, unknownPositions } from '../../src/extract/known-facts.ts'

it.each([
  [[], []],
  [[3, 0, 1], []],
  [
    [UNKNOWN_MODULE, 0, UNKNOWN_MODULE],
    [0, 2],
  ],
  [
    [UNKNOWN_MODULE, UNKNOWN_MODULE],
    [0, 1],
  ],
])('unknownPositions() of %j are %j', (rows, positions) => {
  expect([...unknownPositions(Int32Array.from(rows))]).toEqual(positions)
})
