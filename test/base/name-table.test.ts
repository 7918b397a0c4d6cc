import fc from 'fast-check'
import { expect, it } from 'vitest'
import { NameTable } from '../../src/base/name-table.ts'

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1')

/** The name with other bytes around it, as names lie in a file. */
function embedded(name: string): [Buffer, number, number] {
  const bytes = bytesOf(`>>${name}<`)
  return [bytes, 2, bytes.length - 1]
}

const anyName = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((n) => String.fromCharCode(n)) })
const someNames = fc.array(fc.oneof(anyName, fc.constantFrom('', 'printk', 'kfree', 'kfree_')), {
  maxLength: 200,
})

it('intern() numbers distinct names in order of first appearance, as a Map would', () => {
  fc.assert(
    fc.property(someNames, (names) => {
      const table = new NameTable()
      const model = new Map<string, number>()
      for (const name of names) {
        if (!model.has(name)) model.set(name, model.size)
        expect(table.intern(...embedded(name))).toBe(model.get(name))
      }
      expect(table.size).toBe(model.size)
      for (const [name, id] of model) {
        expect(table.text(id)).toBe(name)
        expect(Buffer.from(table.bytes.subarray(table.start(id), table.end(id))).toString('latin1')).toBe(
          name,
        )
      }
    }),
  )
})

it('find() gives the id of a name that is there and -1 for any other', () => {
  fc.assert(
    fc.property(someNames, someNames, (known, asked) => {
      const table = new NameTable()
      const distinct = [...new Set(known)]
      for (const name of distinct) table.intern(...embedded(name))
      for (const name of [...asked, ...known])
        expect(table.find(...embedded(name))).toBe(distinct.indexOf(name))
      expect(table.size).toBe(distinct.length)
    }),
  )
})

it('intern() keeps all names when the table grows past its first slots and bytes', () => {
  const table = new NameTable()
  const names = Array.from({ length: 30_000 }, (_, i) => `symbol_${i}`)
  expect(names.map((name) => table.intern(...embedded(name)))).toEqual(names.map((_, i) => i))
  expect(names.map((name) => table.find(...embedded(name)))).toEqual(names.map((_, i) => i))
  expect(names.map((_, i) => table.text(i))).toEqual(names)
  expect(table.find(...embedded('symbol_30000'))).toBe(-1)
})

it('intern() takes a name that is larger than all its memory', () => {
  const table = new NameTable()
  const long = 'x'.repeat(300_000)
  expect(table.intern(...embedded(long))).toBe(0)
  expect(table.intern(...embedded('y'))).toBe(1)
  expect(table.text(0)).toBe(long)
})

it('columns hold each name once', () => {
  fc.assert(
    fc.property(someNames, (names) => {
      const table = new NameTable()
      for (const name of names) table.intern(...embedded(name))
      const { bytes, starts } = table.columns
      const read = Array.from({ length: starts.length - 1 }, (_, i) =>
        Buffer.from(bytes.subarray(starts[i], starts[i + 1])).toString('latin1'),
      )
      expect(read).toEqual([...new Set(names)])
    }),
  )
})

it('fill() gives names their ids back, and others go on from there', () => {
  fc.assert(
    fc.property(someNames, someNames, (names, asked) => {
      const first = new NameTable()
      for (const name of names) first.intern(...embedded(name))
      const columns = first.columns
      const table = new NameTable()
      table.fill(columns)
      expect(table.size).toBe(first.size)
      for (let id = 0; id < first.size; id++) expect(table.text(id)).toBe(first.text(id))
      for (const name of asked) expect(table.find(...embedded(name))).toBe(first.find(...embedded(name)))
      for (const name of asked) expect(table.intern(...embedded(name))).toBe(first.intern(...embedded(name)))
      expect(table.columns).toEqual(first.columns)
    }),
  )
})

it('fill() takes names that lie in the middle of other memory, and more than the first slots hold', () => {
  const first = new NameTable()
  for (let i = 0; i < 5000; i++) first.intern(...embedded(`name_${i}`))
  const { bytes, starts } = first.columns
  const memory = new Uint8Array(bytes.length + 10)
  memory.set(bytes, 5)
  const table = new NameTable()
  table.fill({ bytes: memory.subarray(5, 5 + bytes.length), starts })
  for (let i = 0; i < 5000; i += 7) expect(table.find(...embedded(`name_${i}`))).toBe(i)
  expect(table.intern(...embedded('another'))).toBe(5000)
})
