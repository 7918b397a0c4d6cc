import { expect, it } from 'vitest'
import { stateless } from '../../../src/questions/names/without-global-flag.ts'

it('gives the same answer each time', () => {
  const pattern = stateless(/a/gi)
  expect([pattern.test('xA'), pattern.test('xA'), pattern.flags]).toEqual([true, true, 'i'])
  const plain = /a/
  expect(stateless(plain)).toBe(plain)
})
