import { expect, it } from 'vitest'
import { wholeSource } from '../../src/base/byte-source.ts'
import { readModuleTraits } from '../../src/facts/module-traits.ts'
import { buildModule, type ModuleSpec } from '../support/elf-builder.ts'

const exportsOf = (spec: ModuleSpec) => readModuleTraits(wholeSource(buildModule(spec)))?.exports

const strings = { name: '__ksymtab_strings', type: 1, content: 'one\0two\0SPACE\0' }
const table = (name: string) => ({ name, type: 1, content: '\0'.repeat(12) })
const symbols = (first: string, second: string) => [
  { name: '__ksymtab_one', section: first },
  { name: '__ksymtab_two', section: second },
  { name: '__kstrtabns_two', section: '__ksymtab_strings', value: 8 },
  { name: '__kstrtabns_one', section: '__ksymtab_strings', value: 13 },
]
const EXPECTED = [
  { name: 'one', gplOnly: false, namespace: '' },
  { name: 'two', gplOnly: true, namespace: 'SPACE' },
]

it.each([
  ['__ksymtab', '__ksymtab_gpl'],
  ['___ksymtab+one', '___ksymtab_gpl+two'],
])('finds the users of a symbol by sections %s and %s', (first, second) => {
  const sections = [strings, table(first), table(second)]
  expect(exportsOf({ sections, symbols: symbols(first, second) })).toEqual(EXPECTED)
})

it('finds them by flags since Linux 7.1', () => {
  const sections = [strings, table('__ksymtab'), { name: '__kflagstab', type: 1, content: '\x02\x03' }]
  const flags = ['one', 'two'].map((name, value) => ({
    name: `__flags_${name}`,
    section: '__kflagstab',
    value,
  }))
  expect(exportsOf({ sections, symbols: [...symbols('__ksymtab', '__ksymtab'), ...flags] })).toEqual(EXPECTED)
})
