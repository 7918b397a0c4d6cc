import { expect, it } from 'vitest'
import { booleanValues, integerValues, type TableColumn, textValues } from '../../src/parquet/columns.ts'
import { TableProgram } from '../../src/parquet/table-program.ts'

const valuesOf = (column: TableColumn): unknown[] =>
  Array.from({ length: column.length }, (_, row) => column.value(row))

it('textValues() has texts and null, and U+FFFD for bytes that are no UTF-8', () => {
  const texts = ['b', undefined, 'a', '', 'b', 'caf\xe9', 'caf\xc3\xa9']
  const clean = ['b', null, 'a', '', 'b', 'caf\xef\xbf\xbd', 'caf\xc3\xa9']
  expect(valuesOf(textValues('name', true, texts))).toEqual(clean)
})

it('columns of one program share its texts', () => {
  const program = new TableProgram()
  const columns = [['b', 'a'], ['c', 'b'], []].map((texts) => textValues('t', false, texts, program))
  expect(columns.map(valuesOf)).toEqual([['b', 'a'], ['c', 'b'], []])
  expect(columns.map(valuesOf)).toEqual([['b', 'a'], ['c', 'b'], []])
})

it('integerValues() has every whole number of 53 bits, and null', () => {
  const numbers = [0, 1, -1, -2, 0xffffffff, 2 ** 32, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]
  expect(valuesOf(integerValues('n', true, [...numbers, undefined]))).toEqual([...numbers, null])
})

it('booleanValues() has both, and null', () => {
  expect(valuesOf(booleanValues('b', true, [true, false, undefined]))).toEqual([true, false, null])
})
