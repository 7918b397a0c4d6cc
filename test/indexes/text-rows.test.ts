import { expect, it } from 'vitest'
import { TextColumn } from '../../src/base/text-column.ts'
import { everyRow } from '../../src/indexes/text-rows.ts'

it.each([[[]], [['a']], [['a', '', 'b']]])('everyRow() of %j', (texts) => {
  const column = TextColumn.of(texts)
  const picked = everyRow(column)
  expect(picked.column).toBe(column)
  expect([...picked.rows]).toEqual(texts.map((_, i) => i))
})
