import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Int32Column } from '../../src/base/columns.ts'

const anyInt = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })

/** What can be done to a column, to it and to an array at once. */
type Step = (column: Int32Column, model: number[]) => void

const position = fc.nat(1000)
const step: fc.Arbitrary<Step> = fc.oneof(
  anyInt.map(
    (value): Step =>
      (column, model) => {
        column.push(value)
        model.push(value)
      },
  ),
  fc.tuple(position, anyInt).map(
    ([at, value]): Step =>
      (column, model) => {
        if (model.length === 0) return
        column.set(at % model.length, value)
        model[at % model.length] = value
      },
  ),
  fc.tuple(fc.nat(100), anyInt).map(
    ([length, value]): Step =>
      (column, model) => {
        column.extend(length, value)
        while (model.length < length) model.push(value)
      },
  ),
  fc.array(anyInt).map(
    (values): Step =>
      (column, model) => {
        column.append(Int32Array.from(values))
        model.push(...values)
      },
  ),
  position.map(
    (at): Step =>
      (column, model) => {
        const length = at % (model.length + 1)
        column.truncate(length)
        model.length = length
      },
  ),
)

it('Int32Column does what an array does', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.constantFrom(0, 1, 64), (steps, capacity) => {
      const column = new Int32Column(capacity)
      const model: number[] = []
      for (const apply of steps) {
        apply(column, model)
        expect(column.length).toBe(model.length)
        expect([...column.values]).toEqual(model)
      }
      expect(model.map((_, i) => column.at(i))).toEqual(model)
    }),
  )
})

it('Int32Column.push() keeps the low 32 bits, read back with a sign', () => {
  const column = new Int32Column()
  column.push(0xffffffff)
  column.push(0x80000000)
  expect([...column.values]).toEqual([-1, -0x80000000])
})

it('Int32Column.of() is as long as its values and grows from there', () => {
  const column = Int32Column.of(Int32Array.of(1, 2))
  column.push(3)
  expect([...column.values]).toEqual([1, 2, 3])
})

it('Int32Column.filled() has the value in every row', () => {
  expect([...Int32Column.filled(3, -7).values]).toEqual([-7, -7, -7])
  expect(Int32Column.filled(0, 1).length).toBe(0)
})

it('adopt() puts values in place of all rows, and growing leaves them as they were', () => {
  const column = new Int32Column()
  column.push(9)
  const values = Int32Array.of(1, 2, 3)
  column.adopt(values)
  column.push(4)
  column.set(0, 7)
  expect([...column.values]).toEqual([7, 2, 3, 4])
  expect([...values]).toEqual([1, 2, 3])
})
