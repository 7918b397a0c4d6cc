import { expect, it } from 'vitest'
import { importColumns } from '../../src/fleet/import-rows.ts'
import { factsOfUsers } from './symbol-users.ts'
import { asRows } from './two-kernels.ts'

it('sorts imports by symbol and module', async () => {
  const rows = asRows(importColumns(await factsOfUsers([1, undefined])).columns)
  expect(rows.map(({ symbol, modname, weak }) => [symbol, modname, weak])).toEqual([
    ['maybe', 'm0', true],
    ['maybe', 'm1', true],
    ['shared', 'm0', false],
    ['shared', 'm1', false],
  ])
})
