import { expect, it } from 'vitest'
import { givenOptions } from '../../../src/cli/tskmod/given-options.ts'
import {
  refuseEmptyValues,
  refuseSeveralOutputs,
  refuseSwallowedOptions,
} from '../../../src/cli/tskmod/refused-options.ts'

const ROWS = [
  { flags: '--fail-on <kinds>', help: '' },
  { flags: '--layer <source...>', help: '' },
  { flags: '--csv', help: '', isOutput: true },
  { flags: '--json', help: '', isOutput: true },
] as const

it('refuses empty values, which are variables that a script did not set', () => {
  const check = (values: Record<string, unknown>) => () =>
    refuseEmptyValues('one', ROWS, givenOptions(values))
  for (const failOn of ['', ',', ',,'])
    expect(check({ failOn })).toThrow("option '--fail-on' has an empty value; see tskmod one --help")
  expect(check({ layer: ['x', ''] })).toThrow("option '--layer' has an empty value")
  expect(check({ failOn: 'cycle,', layer: ['x'], csv: true })).not.toThrow()
})

it('refuses several outputs', () => {
  const check = (values: Record<string, unknown>) => () =>
    refuseSeveralOutputs('one', ROWS, givenOptions(values))
  expect(check({ csv: true, json: true })).toThrow(
    'only one of --csv, --json can be given; see tskmod one --help',
  )
  expect(check({ csv: true, failOn: 'cycle' })).not.toThrow()
})

it('refuses an option as the value of another one', () => {
  const check =
    (...args: string[]) =>
    () =>
      refuseSwallowedOptions('one', ROWS, ['one', ...args])
  expect(check('--fail-on', '--json')).toThrow("option '--fail-on' needs a value, and '--json' is an option")
  expect(check('--layer', '--fail-on=x')).toThrow("'--fail-on=x' is an option")
  expect(check('--fail-on=--json', '--', '--layer', '--json')).not.toThrow()
})
