import { describe, expect, it } from 'vitest'
import { describeSubcommand, optionSpecOf } from '../../../src/cli/completions/described-subcommand.ts'
import { SUBCOMMANDS } from '../../../src/cli/tskmod/subcommands.ts'

describe('optionSpecOf()', () => {
  it.each([
    ['--root <dir>', { long: 'root', value: 'DIR' }],
    ['--json', { long: 'json' }],
    ['--path <dir...>', { long: 'path', value: 'DIR' }],
    ['-x, --extra [n]', { short: 'x', long: 'extra', value: '[N]' }],
  ])('%s', (flags, spec) => {
    expect(optionSpecOf({ flags, help: 'what' })).toEqual({ ...spec, help: 'what' })
  })

  it('keeps choices and lists of words', () => {
    const lists = { choices: ['a'], listOf: ['b', 'c'] }
    expect(optionSpecOf({ flags: '--as <x>', help: 'as', ...lists })).toMatchObject(lists)
  })
})

it('describeSubcommand() has the options of all, and --json where there is a document', () => {
  const longs = SUBCOMMANDS.map((one) => describeSubcommand(one).options.map(({ long }) => long))
  const of = (name: string) => longs[SUBCOMMANDS.findIndex((one) => one.name === name)] ?? []
  expect(of('closure')).toEqual(expect.arrayContaining(['install', 'root', 'kernel', 'json']))
  expect(of('index dump')).toEqual(['json'])
  expect(of('completion')).toEqual([])
})
