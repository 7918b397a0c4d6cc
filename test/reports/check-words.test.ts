import { expect, it } from 'vitest'
import { listed, nameCell, symbolCell } from '../../src/reports/check-words.ts'

it('lists a few names, and counts the rest', () => {
  expect(listed(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c, d, e')
  expect(listed(['a', 'b', 'c', 'd', 'e', 'f'])).toBe('a, b, c, d and 2 more')
  expect([nameCell('a'), symbolCell('b')]).toEqual([
    { text: 'a', style: 'name' },
    { text: 'b', style: 'symbol' },
  ])
})
