import { expect, it } from 'vitest'
import { orderOf, sortRows } from './sorted-rows.ts'

it('orderOf() gives the rows in ascending order, equal ones as they were', () => {
  expect([...orderOf(Float64Array.from([3, 1, 2, 1]))]).toEqual([1, 3, 2, 0])
  expect([...orderOf(new Float64Array())]).toEqual([])
})

it('sortRows() compares column by column, and leaves out repeated rows', () => {
  const rows = [
    ['b', '1'],
    ['a', '2'],
    ['a', ''],
    ['b', '1'],
    ['ab', ''],
  ]
  expect(sortRows(rows, (row) => row)).toEqual([
    ['a', ''],
    ['a', '2'],
    ['ab', ''],
    ['b', '1'],
  ])
})
