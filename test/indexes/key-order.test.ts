import fc from 'fast-check'
import { expect, it } from 'vitest'
import { indexEntriesOf } from '../../src/indexes/encode-index.ts'
import type { IndexEntry } from '../../src/indexes/index-entries.ts'
import { orderKeys } from '../../src/indexes/key-order.ts'

const entry = (key: string, priority = 0): IndexEntry => ({ key, value: '', priority })

function sharedLength(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return length
}

it('orderKeys() puts entries of one key by priority, the last one added first among equals', () => {
  const entries = [entry('a', 2), entry('a', 1), entry('a', 2), entry('a', 1)]
  expect([...orderKeys(indexEntriesOf(entries)).order]).toEqual([3, 1, 2, 0])
})

/** Short keys that repeat and begin alike, few enough for one sort and many enough for the other. */
const key = fc.string({ unit: fc.constantFrom('a', 'b', '*', '\x7f'), maxLength: 6 })
const anyKeys = fc.oneof(fc.array(key, { maxLength: 12 }), fc.array(key, { minLength: 30, maxLength: 300 }))

it('orderKeys() sorts by strcmp() of the keys, then by priority, then backwards, and tells what neighbours share', () => {
  fc.assert(
    fc.property(anyKeys, fc.array(fc.nat(3), { minLength: 300, maxLength: 300 }), (keys, priorities) => {
      const entries = keys.map((k, i) => entry(k, priorities[i]))
      const expected = entries
        .map(({ key, priority }, i) => ({ key, priority, i }))
        .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.priority - b.priority || b.i - a.i))
      const { order, shared } = orderKeys(indexEntriesOf(entries))
      expect([...order]).toEqual(expected.map(({ i }) => i))
      expect([...shared]).toEqual(
        expected.map((one, i) => sharedLength(one.key, expected[i - 1]?.key ?? '\0')),
      )
    }),
  )
})

it('orderKeys() tells nothing shared at the first place, even of an only key', () => {
  expect([...orderKeys(indexEntriesOf([entry('abc')])).shared]).toEqual([0])
})
