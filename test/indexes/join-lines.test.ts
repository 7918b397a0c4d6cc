import { expect, it } from 'vitest'
import { byteString } from '../../src/base/bytes.ts'
import { TextColumn } from '../../src/base/text-column.ts'
import { joinDependencies, joinLines } from '../../src/indexes/join-lines.ts'

const letters = TextColumn.of(['a', '', 'c\xff'])
const numbers = TextColumn.of(['1', '22'])

it('joinLines() writes a line for each pair of rows', () => {
  const lines = joinLines(
    '# heading\n',
    'word ',
    { column: letters, rows: Int32Array.of(2, 1, 0, 2) },
    { column: numbers, rows: Int32Array.of(0, 1, 1, 1) },
  )
  expect(byteString(lines)).toBe('# heading\nword c\xff 1\nword  22\nword a 22\nword c\xff 22\n')
})

it('joinLines() writes the heading alone where there are no rows', () => {
  const none = { column: letters, rows: new Int32Array(0) }
  expect(byteString(joinLines('# heading\n', 'word ', none, none))).toBe('# heading\n')
})

it('joinDependencies() writes a path and those that it needs', () => {
  const lines = joinDependencies(letters, Int32Array.of(0, 2, 2, 3), Int32Array.of(2, 1, 0))
  expect([0, 1, 2].map((i) => lines.text(i))).toEqual(['a: c\xff \n', ':\n', 'c\xff: a\n'])
  expect(lines.length).toBe(3)
})

it('joinDependencies() of no modules is empty', () => {
  expect(joinDependencies(TextColumn.of([]), Int32Array.of(0), new Int32Array(0)).length).toBe(0)
})
