import { describe, expect, it } from 'vitest'
import { encodeEntries, encodeIndex } from '../../src/indexes/encode-index.ts'
import { badKeyError, badValueError, type IndexEntry, placeEntries } from '../../src/indexes/index-entries.ts'
import { IndexProgram } from '../../src/indexes/index-program.ts'
import { rowText } from '../../src/indexes/text-rows.ts'
import { refusalOf } from '../support/refusal.ts'

const ENTRIES = [
  { key: 'k1', value: 'one', priority: 7 },
  { key: '', value: 'two', priority: 0 },
]
const withKey = (key: string): IndexEntry => ({ key, value: '', priority: 0 })

it('placeEntries() keeps keys, values and priorities in the order in which they are given', () => {
  const program = IndexProgram.start()
  const { keys, values, priorities } = placeEntries(program, ENTRIES)
  expect([0, 1].map((i) => [rowText(program, keys, i), rowText(program, values, i)])).toEqual([
    ['k1', 'one'],
    ['', 'two'],
  ])
  expect([...program.words(priorities, 2)]).toEqual([7, 0])
})

describe('the error about a text that no index can hold', () => {
  it('names a key with its prefix and its first bad byte', () => {
    const program = IndexProgram.start()
    const bad = placeEntries(program, [withKey('a\xe9\xff')])
    const error = badKeyError(program, { ...bad, keyPrefix: 'p:' }, 0)
    expect([error.code, error.details]).toMatchObject([
      'KMOD_INDEX_BAD_KEY',
      { text: 'p:a\xe9\xff', byte: 0xe9 },
    ])
    expect(error.message).toBe('Cannot index "p:a\ufffd\ufffd": only 7-bit ASCII is supported')
  })

  it('names an alias in its normal form', () => {
    const program = IndexProgram.start()
    const bad = { ...placeEntries(program, [withKey('a-\0')]), onUnmatched: () => undefined }
    expect(badKeyError(program, bad, 0).details).toMatchObject({ text: 'a_\0', byte: 0 })
  })

  it('names a value without what is cut off', () => {
    const program = IndexProgram.start()
    const bad = { ...placeEntries(program, [{ key: '', value: 'x\x80\n', priority: 0 }]), valueCut: 1 }
    expect(badValueError(program, bad, 0).details).toMatchObject({ text: 'x\x80', byte: 0x80 })
  })
})

describe('encodeEntries()', () => {
  it('takes any rows of their columns, a prefix, and values cut short', () => {
    const program = IndexProgram.start()
    const { keys, values } = placeEntries(program, ENTRIES)
    const rows = (...numbers: number[]) => ({ rows: program.copyIn(Int32Array.from(numbers)), count: 3 })
    const picked = {
      keys: { column: keys.column, ...rows(0, 1, 0) },
      keyPrefix: 'p:',
      values: { column: values.column, ...rows(1, 0, 0) },
      valueCut: 1,
      priorities: program.copyIn(Int32Array.of(3, 2, 1)),
    }
    const encoded = encodeEntries(program, picked, 'pre-order')
    expect(encoded).toEqual(
      encodeIndex([
        { key: 'p:k1', value: 'tw', priority: 3 },
        { key: 'p:', value: 'on', priority: 2 },
        { key: 'p:k1', value: 'on', priority: 1 },
      ]),
    )
  })

  it('reports unmatched brackets only up to an invalid text', () => {
    const program = IndexProgram.start()
    const told: number[] = []
    const keys = ['a]', 'b', '[c', 'd\x80', 'e]'].map(withKey)
    const aliases = { ...placeEntries(program, keys), onUnmatched: (entry: number) => told.push(entry) }
    expect(refusalOf(() => encodeEntries(program, aliases, 'pre-order')).details.text).toBe('d\x80')
    expect(told).toEqual([0, 2])
  })
})
