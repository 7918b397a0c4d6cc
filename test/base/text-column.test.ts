import fc from 'fast-check'
import { expect, it } from 'vitest'
import { TextColumn } from '../../src/base/text-column.ts'

const byteText = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((n) => String.fromCharCode(n)) })

const textsOf = (column: TextColumn): string[] =>
  Array.from({ length: column.length }, (_, i) =>
    Buffer.from(column.bytes.subarray(column.start(i), column.end(i))).toString('latin1'),
  )

it('TextColumn.of() holds the texts in order', () => {
  fc.assert(
    fc.property(fc.array(byteText), (texts) => {
      const column = TextColumn.of(texts)
      expect(textsOf(column)).toEqual(texts)
      expect(column.length).toBe(texts.length)
      expect([...column.ends]).toEqual(texts.map((_, i) => texts.slice(0, i + 1).join('').length))
    }),
  )
})

it('TextColumn.of() takes texts of any length, more of them than are written at once', () => {
  const texts = Array.from({ length: 300 }, (_, i) => String.fromCharCode(i % 256).repeat((i * 37) % 1500))
  const column = TextColumn.of([...texts, 'x'.repeat(100_000), '', 'y'])
  expect(textsOf(column)).toEqual([...texts, 'x'.repeat(100_000), '', 'y'])
})

it('TextColumn joins the pieces of a text after those that it has', () => {
  fc.assert(
    fc.property(fc.array(byteText), fc.array(fc.array(byteText)), (own, rows) => {
      const column = TextColumn.of(own)
      for (const pieces of rows) {
        for (const piece of pieces) column.open.text(piece)
        column.endText()
      }
      expect(textsOf(column)).toEqual([...own, ...rows.map((pieces) => pieces.join(''))])
    }),
  )
})
