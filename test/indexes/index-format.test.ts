import { expect, it } from 'vitest'
import { isIndexLayout } from '../../src/indexes/index-format.ts'

it.each([
  ['pre-order', true],
  ['post-order', true],
  ['preorder', false],
  ['', false],
])('isIndexLayout(%j) is %s', (text, expected) => {
  expect(isIndexLayout(text)).toBe(expected)
})
