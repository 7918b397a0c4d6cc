import { expect, it } from 'vitest'
import { completedFor, isOptional, valueName } from '../../../src/cli/completions/completed.ts'

const spec = (value?: string) => ({ long: 'x', help: '', ...(value !== undefined && { value }) })

it.each([
  ['DIR', 'directory', false, 'DIR'],
  ['[DIR]', 'directory', true, 'DIR'],
  ['VERSION', 'release', false, 'VERSION'],
  ['OTHER', 'nothing', false, 'OTHER'],
  [undefined, 'nothing', false, ''],
])('a value %s is completed as %s', (value, completed, optional, name) => {
  expect([completedFor(spec(value)), isOptional(spec(value)), valueName(spec(value))]).toEqual([
    completed,
    optional,
    name,
  ])
})
