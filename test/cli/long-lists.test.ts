/** Lists that are longer than a call takes arguments: operands, options, words of configuration, rows, aliases. */
import { expect, it } from 'vitest'
import { parseCommandLine } from '../../src/cli/command-line/command-line.ts'
import { DEPMOD_OPTIONS } from '../../src/cli/depmod/depmod-options.ts'
import { TextReport } from '../../src/reports/text-kit.ts'

const COUNT = 150_000
const many = <T>(item: T): T[] => Array.from({ length: COUNT }, () => item)

it.each([
  ['operands', many('x'), 0, COUNT],
  ['operands that may look like options', ['--', ...many('-v')], 0, COUNT],
  ['options', many('-v'), COUNT, 0],
  ['letters of one option', [`-${'v'.repeat(COUNT)}`], COUNT, 0],
])('parseCommandLine() takes very many %s', (_, args, options, operands) => {
  const line = parseCommandLine('depmod', DEPMOD_OPTIONS, args)
  expect([line.count('verbose'), line.operands.length]).toEqual([options, operands])
})

it('a table of a report has very many rows', () => {
  const page = new TextReport()
  page.table(many(['name', 7, 'text']))
  expect(page.text.split('\n')).toHaveLength(COUNT + 1)
})
