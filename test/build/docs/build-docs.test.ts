import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { documentation } from '../../../src/build/docs/build-docs.ts'
import { DOCUMENTED_COMMANDS, shownOptions } from '../../../src/build/docs/documented-commands.ts'
import { DOCUMENTED_SUBCOMMANDS } from '../../../src/build/docs/tskmod-subcommands.ts'
import { CHECK_KINDS } from '../../../src/questions/check/check-findings.ts'

const files = documentation('1.2.3')
const pages = Object.entries(files).filter(([path]) => path.startsWith('man/'))
const noGroff = spawnSync('groff', ['--version']).status !== 0
if (noGroff) console.log('man pages are not formatted: groff is not installed here')

/** As a reader sees it, without bold and underlined letters. */
function formatted(page: string): string {
  const { status, stdout, stderr } = spawnSync(
    'groff',
    ['-man', '-Tascii', '-ww', '-P-c', '-P-b', '-P-u', '-P-o'],
    {
      encoding: 'utf8',
      input: page,
    },
  )
  expect([status, stderr]).toEqual([0, ''])
  return stdout.replaceAll(/-\n\s+/g, '-').replaceAll(/\s+/g, ' ')
}

describe('documentation()', () => {
  it('has a page and three completions for each command, and two pages on formats', () => {
    expect(Object.keys(files)).toHaveLength(2 + 4 * (DOCUMENTED_COMMANDS.length + 1))
  })

  it.skipIf(noGroff).each(pages)('groff has nothing to say of %s', (path, page) => {
    expect(formatted(page)).toContain(`${path.slice('man/'.length, -2)} - `)
  })

  it.skipIf(noGroff).each(DOCUMENTED_COMMANDS)('the page of $name shows every option', (command) => {
    const page = formatted(files[`man/${command.name}.8`] ?? '')
    for (const { short, long, value = '' } of shownOptions(command)) {
      const shown = value === '' ? '' : value.startsWith('[') ? `[=${value.slice(1)}` : `=${value}`
      expect(page).toContain(`${short ? `-${short}, ` : ''}--${long}${shown} `)
    }
  })

  it.skipIf(noGroff)('the page of tskmod shows every option of every subcommand', () => {
    const page = formatted(files['man/tskmod.8'] ?? '')
    for (const { name, options } of DOCUMENTED_SUBCOMMANDS) {
      expect(page).toContain(`tskmod ${name} [options]`)
      for (const { long } of options) expect(page).toContain(`--${long}`)
    }
  })

  it.skipIf(noGroff).each([...DOCUMENTED_COMMANDS.map(({ name }) => name), 'tskmod'])(
    'the page of %s has examples, each choice of a value, and ends with what else to read',
    (name) => {
      const page = formatted(files[`man/${name}.8`] ?? '')
      expect(page).toMatch(/ EXAMPLES .+ EXIT STATUS .+ SEE ALSO /)
      const tables =
        name === 'tskmod' ? DOCUMENTED_SUBCOMMANDS : DOCUMENTED_COMMANDS.filter((one) => one.name === name)
      const words = tables.flatMap(({ options }) =>
        options.flatMap(({ choices = [], listOf = [] }) => [...choices, ...listOf]),
      )
      expect(words.filter((word) => !page.toLowerCase().includes(word))).toEqual([])
    },
  )

  it.skipIf(noGroff)('the page of tskmod explains every kind of finding', () => {
    const page = formatted(files['man/tskmod.8'] ?? '')
    const kinds = page.slice(page.indexOf('KINDS OF FINDINGS'))
    expect(CHECK_KINDS.filter((kind) => !kinds.includes(` ${kind} `))).toEqual([])
  })
})
