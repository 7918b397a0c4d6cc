import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { DOCUMENTED_COMMANDS } from '../../../src/build/docs/documented-commands.ts'
import { OPTIONS_PAGE, optionsPage } from '../../../src/build/docs/options-page.ts'
import { DOCUMENTED_SUBCOMMANDS } from '../../../src/build/docs/tskmod-subcommands.ts'

it('the options in .github/docs are those of the tables (npm run docs:options)', () => {
  expect(readFileSync(OPTIONS_PAGE, 'utf8')).toBe(optionsPage())
})

it('every option of every command is there', () => {
  const page = optionsPage()
  const all = [...DOCUMENTED_COMMANDS, ...DOCUMENTED_SUBCOMMANDS].flatMap(({ options }) => options)
  expect(all.length).toBeGreaterThan(100)
  expect(all.filter(({ long }) => !page.includes(`\`--${long}`))).toEqual([])
})
