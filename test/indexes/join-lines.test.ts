import { expect, it } from 'vitest'
import { byteString } from '../../src/base/bytes.ts'
import { TextColumn } from '../../src/base/text-column.ts'
import { IndexProgram } from '../../src/indexes/index-program.ts'
import { joinDependencies, joinLines } from '../../src/indexes/join-lines.ts'
import { placeTexts, type TextRows } from '../../src/indexes/text-rows.ts'
import { refusalOf } from '../support/refusal.ts'

const letters = TextColumn.of(['a', '', 'c\xff'])
const numbers = TextColumn.of(['1', '22'])

const rowsOf = (program: IndexProgram, column: TextColumn, ...rows: number[]): TextRows => ({
  column: placeTexts(program, column),
  rows: program.copyIn(Int32Array.from(rows)),
  count: rows.length,
})

it('joinLines() writes a line for each pair of rows', () => {
  const program = IndexProgram.start()
  const [a, b] = [rowsOf(program, letters, 2, 1, 0, 2), rowsOf(program, numbers, 0, 1, 1, 1)]
  const lines = joinLines(program, '# heading\n', 'word ', a, b)
  expect(byteString(lines)).toBe('# heading\nword c\xff 1\nword  22\nword a 22\nword c\xff 22\n')
})

it('joinLines() writes the heading alone where there are no rows', () => {
  const program = IndexProgram.start()
  const none = rowsOf(program, letters)
  expect(byteString(joinLines(program, '# heading\n', 'word ', none, none))).toBe('# heading\n')
})

it.each([1024, 2048, 4096])(
  'joinLines() refuses %i lines of 2 MiB, regardless of their sum is modulo 2^32',
  (count) => {
    const program = IndexProgram.start()
    const column = placeTexts(program, TextColumn.of(['a'.repeat(2 ** 20)]))
    const many = { column, rows: program.zeros(count), count }
    expect(refusalOf(() => joinLines(program, '', '', many, many)).code).toBe('KMOD_LIMIT')
  },
)

it('joinDependencies() refuses lines of more than 4 GiB', () => {
  const program = IndexProgram.start()
  const paths = placeTexts(program, TextColumn.of(['a'.repeat(2 ** 20)]))
  const refusal = refusalOf(() =>
    joinDependencies(program, paths, Int32Array.of(0, 4096), new Int32Array(4096)),
  )
  expect(refusal.code).toBe('KMOD_LIMIT')
})

it('joinDependencies() writes a path and those that it needs', () => {
  const program = IndexProgram.start()
  const paths = placeTexts(program, letters)
  const lines = joinDependencies(program, paths, Int32Array.of(0, 2, 2, 3), Int32Array.of(2, 1, 0))
  expect(byteString(program.bytes(lines.texts, lines.size))).toBe('a: c\xff \n:\nc\xff: a\n')
  expect([...program.words(lines.bounds, 4)]).toEqual([0, 7, 9, 15])
})

it('joinDependencies() of no modules is empty', () => {
  const program = IndexProgram.start()
  const paths = placeTexts(program, TextColumn.of([]))
  expect(joinDependencies(program, paths, Int32Array.of(0), new Int32Array(0)).size).toBe(0)
})
