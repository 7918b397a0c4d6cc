import { expect, it } from 'vitest'
import { factsOfUsers } from '../symbol-users.ts'
import { importColumns } from './import-rows.ts'
import { plainRows } from './rows.ts'

it('sorts imports by symbol and module', async () => {
  const rows = plainRows(importColumns(await factsOfUsers([1, undefined])).columns)
  expect(rows.map(({ symbol, modname, weak }) => [symbol, modname, weak])).toEqual([
    ['maybe', 'm0', true],
    ['maybe', 'm1', true],
    ['shared', 'm0', false],
    ['shared', 'm1', false],
  ])
})
