import { expect, it } from 'vitest'
import { givenOptions } from '../../../src/cli/tskmod/given-options.ts'

const given = givenOptions({ allowMissing: ['a,b', 'c'], jobs: '2', firmware: false, json: true })

it('finds options by the names that users write', () => {
  expect(given.values('allow-missing')).toEqual(['a,b', 'c'])
  expect(given.value('allow-missing')).toBe('c')
  expect(given.list('allow-missing')).toEqual(['a', 'b', 'c'])
  expect(given.value('jobs')).toBe('2')
})

it.each([
  ['json', true],
  ['firmware', false],
  ['allow-missing', true],
  ['nothing', false],
])('has %s: %s', (name, has) => {
  expect(given.has(name)).toBe(has)
})
