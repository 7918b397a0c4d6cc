import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { SUBCOMMANDS } from '../../../src/cli/tskmod/subcommands.ts'

it.each(SUBCOMMANDS.filter(({ worksOn }) => worksOn !== 'itself').map(({ name }) => name))(
  '%s has a schema',
  (name) => {
    const file = `../../../src/schemas/${name.replaceAll(' ', '-')}.schema.json`
    expect(existsSync(resolve(import.meta.dirname, file))).toBe(true)
  },
)

it('has each name once', () => {
  expect(new Set(SUBCOMMANDS.map(({ name }) => name)).size).toBe(SUBCOMMANDS.length)
})
