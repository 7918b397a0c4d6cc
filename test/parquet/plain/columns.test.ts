import { expect, it } from 'vitest'
import { booleanValues, integerValues, rankTexts, rowsOf, textValues } from './columns.ts'

it('textValues() sorts the distinct texts by their bytes, and leaves null out', () => {
  const { dictionary, positions } = textValues('name', true, ['b', undefined, 'a', 'b', 'B'])
  expect(dictionary).toEqual(['B', 'a', 'b'])
  expect([...positions]).toEqual([2, -1, 1, 2, 0])
})

it('rankTexts() makes UTF-8 of bytes that are none, without telling two such texts apart', () => {
  const { dictionary, rank } = rankTexts(['caf\xe9', 'caf\xe8', 'caf\xc3\xa9'])
  expect(dictionary).toEqual(['caf\xc3\xa9', 'caf\xef\xbf\xbd'])
  expect([...rank.values()]).toEqual([1, 1, 0])
})

it('integerValues() and booleanValues() have a value for null', () => {
  expect([...integerValues('n', true, [1, undefined]).values]).toEqual([1, Number.NaN])
  expect([...booleanValues('b', true, [true, false, undefined]).values]).toEqual([1, 0, 2])
})

it('rowsOf() counts rows of each type', () => {
  expect(rowsOf(textValues('t', false, ['a', 'b']))).toBe(2)
  expect(rowsOf(integerValues('n', false, [1]))).toBe(1)
})
