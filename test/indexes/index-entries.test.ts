import { describe, expect, it } from 'vitest'
import { encodeIndex } from '../../src/indexes/encode-index.ts'
import {
  badKeyError,
  badValueError,
  type IndexEntries,
  indexEntriesOf,
  rowText,
} from '../../src/indexes/index-entries.ts'
import { refusalOf } from '../elf/images.ts'

const entries = indexEntriesOf([
  { key: 'k1', value: 'one', priority: 7 },
  { key: '', value: 'two', priority: 0 },
])

it('indexEntriesOf() keeps keys, values and priorities in the order in which they are given', () => {
  expect([0, 1].map((i) => [rowText(entries.keys, i), rowText(entries.values, i)])).toEqual([
    ['k1', 'one'],
    ['', 'two'],
  ])
  expect([...entries.priorities]).toEqual([7, 0])
})

describe('the error about a text that no index can hold', () => {
  it('names a key with its prefix and its first bad byte', () => {
    const error = badKeyError(
      { ...indexEntriesOf([{ key: 'a\xe9\xff', value: '', priority: 0 }]), keyPrefix: 'p:' },
      0,
    )
    expect([error.code, error.details]).toMatchObject([
      'KMOD_INDEX_BAD_KEY',
      { text: 'p:a\xe9\xff', byte: 0xe9 },
    ])
    expect(error.message).toBe('Cannot index "p:a\xe9\xff": only 7-bit ASCII is supported')
  })

  it('names an alias in its normal form', () => {
    const bad = indexEntriesOf([{ key: 'a-\0', value: '', priority: 0 }])
    expect(badKeyError({ ...bad, onUnmatched: () => undefined }, 0).details).toMatchObject({
      text: 'a_\0',
      byte: 0,
    })
  })

  it('names a value without what is cut off', () => {
    const bad = indexEntriesOf([{ key: '', value: 'x\x80\n', priority: 0 }])
    expect(badValueError({ ...bad, valueCut: 1 }, 0).details).toMatchObject({ text: 'x\x80', byte: 0x80 })
  })
})

describe('encodeIndex() of rows', () => {
  const told: number[] = []
  const picked: IndexEntries = {
    keys: { column: entries.keys.column, rows: Int32Array.of(0, 1, 0) },
    keyPrefix: 'p:',
    values: { column: entries.values.column, rows: Int32Array.of(1, 0, 0) },
    valueCut: 1,
    priorities: Int32Array.of(3, 2, 1),
  }

  it('takes any rows of their columns, a prefix, and values cut short', () => {
    expect(encodeIndex(picked)).toEqual(
      encodeIndex([
        { key: 'p:k1', value: 'tw', priority: 3 },
        { key: 'p:', value: 'on', priority: 2 },
        { key: 'p:k1', value: 'on', priority: 1 },
      ]),
    )
  })

  it('tells of brackets that do not match only up to a text that ends it', () => {
    const keys = ['a]', 'b', '[c', 'd\x80', 'e]'].map((key) => ({ key, value: '', priority: 0 }))
    const aliases = { ...indexEntriesOf(keys), onUnmatched: (entry: number) => told.push(entry) }
    expect(refusalOf(() => encodeIndex(aliases)).details.text).toBe('d\x80')
    expect(told).toEqual([0, 2])
  })
})
