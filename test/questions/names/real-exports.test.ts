import { expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { closure } from '../../../src/questions/closure/closure.ts'
import { list } from '../../../src/questions/list.ts'
import { namedModules } from '../../../src/questions/names/named-modules.ts'
import { needs } from '../../../src/questions/needs.ts'
import { why } from '../../../src/questions/why/why.ts'
import type { ModuleSpec } from '../../support/elf-builder.ts'
import { moduleTree } from '../../support/module-tree.ts'

/** A module of a kernel without modversions: names of symbols and of their namespaces are strings of one section. */
const provider: ModuleSpec = {
  sections: [
    { name: '__ksymtab_strings', type: 1, content: 'of_provider\0MY_SPACE\0' },
    { name: '__ksymtab', type: 1, content: '\0'.repeat(12) },
  ],
  symbols: [
    { name: '__ksymtab_of_provider', section: '__ksymtab' },
    { name: '__kstrtabns_of_provider', section: '__ksymtab_strings', value: 12 },
  ],
}

const openTree = async (more: Readonly<Record<string, ModuleSpec>> = {}) =>
  openKernel({ root: await moduleTree({ 'kernel/provider': provider, ...more }) })

it('is in the index as in that of kmod', async () => {
  const kernel = await openTree()
  expect(kernel.indexFiles().symbols('symbol:MY_SPACE')).toMatchObject([{ value: 'provider' }])
})

it.each([
  ['symbol:of_provider', true],
  ['symbol:MY_SPACE', false],
  ['symbol:MY-SPACE', false],
  ['provider', true],
])('%s is an export: %s', async (word, isThere) => {
  const kernel = await openTree()
  const found = isThere ? ['provider'] : []
  const { modules, missing } = await closure(kernel, { names: [word] })
  expect(modules.map(({ modname }) => modname)).toEqual(found)
  expect(missing.length).toBe(isThere ? 0 : 1)
  expect((await list(kernel, { names: [word] })).modules.map(({ modname }) => modname)).toEqual(found)
  expect((await why(kernel, { module: word })).subjects.map(({ modname }) => modname)).toEqual(found)
  expect([...(await namedModules(kernel, [word])).modnames]).toEqual(found)
})

it('takes a namespace for a symbol only where a module exports one of that name', async () => {
  const kernel = await openTree({
    'kernel/other': { exports: ['MY_SPACE'] },
    'kernel/user': { needs: ['of_provider'] },
  })
  const { modules } = await closure(kernel, { names: ['symbol:MY_SPACE'] })
  expect(modules.map(({ modname }) => modname)).toEqual(['other'])
  const { symbols } = await needs(kernel, { pattern: /^(MY_SPACE|of_provider)$/ })
  expect(symbols.map(({ symbol, exportedBy }) => [symbol, exportedBy])).toEqual([
    ['MY_SPACE', ['other']],
    ['of_provider', ['provider']],
  ])
})
