import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
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

const DIRECTORY = resolve(import.meta.dirname, '../../../src/cli/tskmod')
const USAGES = readdirSync(DIRECTORY).filter((name) => name.endsWith('-usage.ts'))

it.each(USAGES)('%s is in the table, and loads what answers only when it is asked', (file) => {
  const text = readFileSync(join(DIRECTORY, file), 'utf8')
  const names = [...text.matchAll(/^ {2}name: '([\w ]+)'/gm)].map(([, name]) => name)
  expect(names.length).toBeGreaterThan(0)
  expect(SUBCOMMANDS.map(({ name }) => name)).toEqual(expect.arrayContaining(names))
  expect(text).not.toMatch(/^import [^(]*-command\.ts'/m)
  expect([...text.matchAll(/await import\('\.\/[\w-]+-command\.ts'\)/g)]).toHaveLength(names.length)
})
