import { expect, it } from 'vitest'
import { SymbolRows } from '../../src/facts/facts-table.ts'

it('SymbolRows gives each module the rows that were pushed before it ended', () => {
  const rows = new SymbolRows()
  rows.push(5, 1, 2, 0)
  rows.push(6, 3, 4, 1)
  rows.endModule()
  rows.endModule()
  rows.push(7, 0xffffffff, 0, 0)
  rows.endModule()
  expect(rows.groupCount).toBe(3)
  expect([0, 1, 2].map((module) => [rows.start(module), rows.end(module)])).toEqual([
    [0, 2],
    [2, 2],
    [2, 3],
  ])
  expect([...rows.name.values]).toEqual([5, 6, 7])
  expect([...rows.crcLow.values]).toEqual([1, 3, -1])
  expect([...rows.crcHigh.values]).toEqual([2, 4, 0])
  expect([...rows.flags.values]).toEqual([0, 1, 0])
})
