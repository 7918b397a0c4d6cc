import { expect, it } from 'vitest'
import { bold, paragraphs, terms, text } from '../../../src/build/docs/troff.ts'

it.each([
  ['a-b', 'a\\-b'],
  ['back\\slash', 'back\\eslash'],
  ['.dot in front', '\\&.dot in front'],
  ["two\n'lines", "two\n\\&'lines"],
])('text(%j) is nothing that troff takes for its own', (plain, escaped) => {
  expect(text(plain)).toBe(escaped)
})

it('paragraphs and terms begin with their macros', () => {
  expect(paragraphs(['one', '.two'])).toEqual(['.PP', 'one', '.PP', '\\&.two'])
  expect(terms([[bold('-x'), 'what it does']])).toEqual(['.TP', '\\fB\\-x\\fR', 'what it does'])
})
