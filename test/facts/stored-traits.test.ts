import { expect, it } from 'vitest'
import { areTraitsSound, traitsIn } from '../../src/facts/stored-traits.ts'
import { traitsColumnsOf } from '../../src/facts/traits-columns.ts'
import { contextWith, TRAITS } from './some-traits.ts'

const context = contextWith(TRAITS.modinfo, undefined)
const columns = traitsColumnsOf([undefined, TRAITS], 2, context)

it('traitsIn() gives each property as it was, and nothing for a module without traits', () => {
  const [none, stored] = traitsIn(columns, context)
  expect(none).toBeUndefined()
  for (const [name, value] of Object.entries(TRAITS))
    expect([name, stored?.[name as keyof typeof TRAITS]]).toEqual([name, value])
  expect(stored?.exports).toBe(stored?.exports)
})

it('areTraitsSound() refuses columns that lead outside of another one', () => {
  const names = context.names.size
  expect(areTraitsSound(columns, 2, names)).toBe(true)
  expect(areTraitsSound(columns, 3, names)).toBe(false)
  const wrong = [
    { ...columns, head: columns.head.map(() => 64) },
    { ...columns, head: columns.head.map((head) => head | (3 << 3)) },
    { ...columns, signature: columns.signature.map(() => -1) },
    { ...columns, signature: columns.signature.map(() => 0) },
    { ...columns, exportName: columns.exportName.map(() => 2) },
    { ...columns, exportKind: columns.exportKind.map(() => 99) },
    { ...columns, undefinedCount: columns.undefinedCount.map(() => -1) },
    { ...columns, texts: { ...columns.texts, starts: columns.texts.starts.subarray(1) } },
  ]
  for (const one of wrong) expect(areTraitsSound(one, 2, names)).toBe(false)
})
