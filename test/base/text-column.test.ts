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

it('TextColumn joins the pieces of a text, and forgets those that are dropped', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.array(byteText), fc.boolean())), (rows) => {
      const column = new TextColumn(0)
      for (const [pieces, isKept] of rows) {
        for (const piece of pieces) column.open.text(piece)
        if (isKept) column.endText()
        else column.dropOpenText()
      }
      expect(textsOf(column)).toEqual(rows.filter(([, isKept]) => isKept).map(([pieces]) => pieces.join('')))
    }),
  )
})

it('append() adds a range of the texts of another column', () => {
  const texts = fc.array(byteText)
  fc.assert(
    fc.property(texts, texts, fc.nat(), fc.nat(), (own, others, a, b) => {
      const column = TextColumn.of(own)
      const other = TextColumn.of(others)
      const [from = 0, to = 0] = [a, b].map((n) => n % (others.length + 1)).sort((x, y) => x - y)
      column.append(other.bytes, other.ends, from, to)
      column.open.text('more')
      column.endText()
      expect(textsOf(column)).toEqual([...own, ...others.slice(from, to), 'more'])
    }),
  )
})
