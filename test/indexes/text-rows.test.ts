import { expect, it } from 'vitest'
import { TextColumn } from '../../src/base/text-column.ts'
import { IndexProgram } from '../../src/indexes/index-program.ts'
import { everyRow, placeTexts, rowText } from '../../src/indexes/text-rows.ts'

it.each([[[]], [['a']], [['a', '', 'b\xff']]])('everyRow() of %j', (texts) => {
  const program = IndexProgram.start()
  const column = placeTexts(program, TextColumn.of(texts))
  const picked = everyRow(program, column, texts.length)
  expect(picked.column).toBe(column)
  expect(column.size).toBe(texts.join('').length)
  expect(Array.from({ length: picked.count }, (_, i) => rowText(program, picked, i))).toEqual(texts)
})

it('placeTexts() places a column once for a set of files', () => {
  const set = {}
  const column = TextColumn.of(['a'])
  const placed = placeTexts(IndexProgram.start(set), column)
  expect(placeTexts(IndexProgram.start(set), column)).toBe(placed)
  expect(placeTexts(IndexProgram.start({}), column)).not.toBe(placed)
})
