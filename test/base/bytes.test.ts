import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteWriter, byteAt, byteString, bytesOf, compareRanges, findNul } from '../../src/base/bytes.ts'

const anyBytes = fc.uint8Array({ maxLength: 200 })

it('byteString() and bytesOf() take back what the other did', () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      const text = byteString(bytes)
      expect([...text].map((c) => c.charCodeAt(0))).toEqual([...bytes])
      expect([...bytesOf(text)]).toEqual([...bytes])
    }),
  )
})

it('byteString() keeps to its range, inside a view of larger memory too', () => {
  const view = bytesOf('012345678').subarray(2, 8)
  expect(byteString(view)).toBe('234567')
  expect(byteString(view, 1)).toBe('34567')
  expect(byteString(view, 1, 3)).toBe('34')
  expect(byteString(view, 3, 3)).toBe('')
})

it('byteAt() gives the byte', () => {
  expect(byteAt(Uint8Array.of(1, 255), 1)).toBe(255)
})

it.each([
  ['at the start', 'ab\0c\0', 0, 5, 2],
  ['after an earlier one', 'ab\0c\0', 3, 5, 4],
  ['where it starts', 'ab\0c\0', 2, 5, 2],
  ['as the end when there is none', 'abc', 0, 3, 3],
  ['as the end when it lies after it', 'ab\0', 0, 2, 2],
  ['as the end of an empty range', '\0\0', 1, 1, 1],
])('findNul() finds a NUL %s', (_, text, start, end, expected) => {
  expect(findNul(bytesOf(text), start, end)).toBe(expected)
})

it('compareRanges() orders as Buffer.compare() does', () => {
  const fewBytes = fc.uint8Array({ max: 3, maxLength: 5 })
  fc.assert(
    fc.property(fewBytes, fewBytes, fc.nat(3), fc.nat(3), (a, b, beforeA, beforeB) => {
      const x = Buffer.concat([Buffer.alloc(beforeA, 9), a, Buffer.alloc(2, 8)])
      const y = Buffer.concat([Buffer.alloc(beforeB, 7), b, Buffer.alloc(1, 6)])
      const order = compareRanges(x, beforeA, beforeA + a.length, y, beforeB, beforeB + b.length)
      expect(Math.sign(order)).toBe(Buffer.compare(a, b))
    }),
  )
})

describe('ByteWriter', () => {
  /** What can be written, to a writer and to a list of bytes at once. */
  type Step = (writer: ByteWriter, model: number[]) => void
  const step: fc.Arbitrary<Step> = fc.oneof(
    anyBytes.map(
      (bytes): Step =>
        (writer, model) => {
          writer.text(byteString(bytes))
          model.push(...bytes)
        },
    ),
    fc.tuple(anyBytes, fc.nat(200), fc.nat(200)).map(
      ([bytes, a, b]): Step =>
        (writer, model) => {
          const [start, end] = [a, b].map((at) => at % (bytes.length + 1)).sort((x, y) => x - y)
          writer.range(bytes, start ?? 0, end ?? 0)
          model.push(...bytes.subarray(start, end))
        },
    ),
  )

  it('holds what was written, regardless of its first capacity', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.constantFrom(0, 1, 4096), (steps, capacity) => {
        const writer = new ByteWriter(capacity)
        const model: number[] = []
        for (const apply of steps) apply(writer, model)
        expect(writer.length).toBe(model.length)
        expect([...writer.bytes]).toEqual(model)
      }),
    )
  })
})
