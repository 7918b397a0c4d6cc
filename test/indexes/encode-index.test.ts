import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isKmodError } from '../../src/base/errors.ts'
import { fromByteString } from '../../src/base/names.ts'
import { TextColumn } from '../../src/base/text-column.ts'
import { encodeEntries, encodeIndex } from '../../src/indexes/encode-index.ts'
import type { IndexEntry } from '../../src/indexes/index-entries.ts'
import { INDEX_LAYOUTS, type IndexLayout } from '../../src/indexes/index-format.ts'
import { IndexProgram } from '../../src/indexes/index-program.ts'
import { placeTexts, type TextRows } from '../../src/indexes/text-rows.ts'
import { refusalOf } from '../support/refusal.ts'
import { readIndex } from './index-reader.ts'

const encoded = (entries: readonly IndexEntry[], layout?: IndexLayout): Buffer =>
  Buffer.from(encodeIndex(entries, layout))

const entry = (key: string, value = '', priority = 0): IndexEntry => ({ key, value, priority })

/** By key; of one key by ascending priority, and the one added last first among equals. */
function sorted(entries: readonly IndexEntry[]): IndexEntry[] {
  return entries
    .map((one, i) => ({ one, i }))
    .sort((a, b) => compare(a.one.key, b.one.key) || a.one.priority - b.one.priority || b.i - a.i)
    .map(({ one }) => one)
}
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const ascii = fc.integer({ min: 1, max: 127 }).map((byte) => String.fromCharCode(byte))
/** Keys that share much with each other, and keys that share nothing. */
const key = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 }),
  fc.string({ unit: ascii, maxLength: 8 }),
  fc.string({ unit: fc.constantFrom('\x01', '\x7f', 'm'), maxLength: 3 }).map((end) => `symbol:${end}`),
)
const anyEntry = fc.record({ key, value: fc.string({ unit: ascii, maxLength: 5 }), priority: fc.nat(5) })
const anyEntries = fc.oneof(
  fc.array(anyEntry, { maxLength: 15 }),
  fc.array(anyEntry, { minLength: 30, maxLength: 120 }),
)

describe('encodeIndex()', () => {
  it.each(INDEX_LAYOUTS)('in %s gives back its entries, sorted, to any reader of the format', (layout) => {
    fc.assert(
      fc.property(anyEntries, (entries) => {
        expect(readIndex(encoded(entries, layout)).entries).toEqual(sorted(entries))
      }),
    )
  })

  it('has the same size in both layouts, nodes before their children in one and after them in the other', () => {
    fc.assert(
      fc.property(anyEntries, (entries) => {
        const [preOrder, postOrder] = [encoded(entries, 'pre-order'), encoded(entries, 'post-order')]
        expect(postOrder.length).toBe(preOrder.length)
        const { offsets } = readIndex(preOrder)
        expect(offsets).toEqual([...offsets].sort((a, b) => a - b))
        expect(offsets[0]).toBe(12)
        const post = readIndex(postOrder)
        expect(post.entries).toEqual(readIndex(preOrder).entries)
        expect(post.offsets.slice(1).every((offset) => offset < (post.offsets[0] ?? 0))).toBe(true)
      }),
    )
  })

  it('depends on the order of entries only among equal priorities of one key', () => {
    fc.assert(
      fc.property(anyEntries, (entries) => {
        const distinct = entries.map((one, i) => ({ ...one, priority: i }))
        expect(encoded([...distinct].reverse()).equals(encoded(distinct))).toBe(true)
      }),
    )
  })

  it('gives the same bytes for what it has read back', () => {
    fc.assert(
      fc.property(anyEntries, (entries) => {
        const bytes = encoded(entries)
        // Equal priorities stand with the last one first, so they are added in reverse.
        expect(encoded(readIndex(bytes).entries.reverse()).equals(bytes)).toBe(true)
      }),
    )
  })

  it('is pre-order by default', () => {
    const entries = [entry('a'), entry('b')]
    expect(encoded(entries).equals(encoded(entries, 'pre-order'))).toBe(true)
    expect(encoded(entries).equals(encoded(entries, 'post-order'))).toBe(false)
  })
})

const HEADER = 'b007f457 00020001'

/** The layout of src/indexes/README.md, by hand. */
describe('encodeIndex() byte for byte', () => {
  it.each<[string, IndexEntry[], string]>([
    ['no entries', [], '0000000c'],
    ['the empty key: values at the root', [entry('', 'v', 2)], '4000000c  00000001 00000002 7600'],
    [
      'one key: root and child',
      [entry('abc', 'v', 1)],
      '2000000c  6161 c0000012  626300 00000001 00000001 7600',
    ],
    [
      'a key of one byte: a child without prefix',
      [entry('a')],
      '2000000c  6161 40000012  00000001 00000000 00',
    ],
    [
      'keys that part: a node with what they share',
      [entry('abd', 'x'), entry('abc', 'y')],
      '2000000c  6161 a0000012  6200 6364 4000001e 40000028  00000001 00000000 7900  00000001 00000000 7800',
    ],
    [
      'a key that goes on where another ends',
      [entry('ab', 'x'), entry('a', 'y')],
      '2000000c  6161 60000012  6262 40000022 00000001 00000000 7900  00000001 00000000 7800',
    ],
    [
      'keys whose first bytes are apart: references of 0 between them',
      [entry('c'), entry('a')],
      '2000000c  6163 4000001a 00000000 40000023  00000001 00000000 00  00000001 00000000 00',
    ],
    [
      'keys that all start alike: the root keeps no prefix',
      [entry('aa'), entry('ab')],
      '2000000c  6161 20000012  6162 4000001c 40000025  00000001 00000000 00  00000001 00000000 00',
    ],
    [
      'values by ascending priority',
      [entry('a', 'x', 2), entry('a', 'y', 1), entry('a', 'z', 3)],
      '2000000c  6161 40000012  00000003 00000001 7900 00000002 7800 00000003 7a00',
    ],
    [
      'of equal priorities the last one first',
      [entry('a', 'x', 1), entry('a', 'y', 1), entry('a', 'z', 0), entry('a', 'y', 1)],
      '2000000c  6161 40000012  00000004 00000000 7a00 00000001 7900 00000001 7900 00000001 7800',
    ],
    [
      'the lowest and highest byte',
      [entry('\x01'), entry('\x7f')],
      `2000000c  017f 4000020a ${'00000000'.repeat(125)} 40000213  00000001 00000000 00  00000001 00000000 00`,
    ],
  ])('pre-order: %s', (_, entries, hex) => {
    expect(encoded(entries).toString('hex')).toBe(`${HEADER}${hex}`.replaceAll(' ', ''))
  })

  it.each<[string, IndexEntry[], string]>([
    ['no entries', [], '0000000c'],
    [
      'one key: the root comes last',
      [entry('abc', 'v', 1)],
      '20000019  626300 00000001 00000001 7600  6161 c000000c',
    ],
    [
      'keys that part: children in byte order, then the node',
      [entry('abd', 'x'), entry('abc', 'y')],
      '2000002c  00000001 00000000 7900  00000001 00000000 7800  6200 6364 4000000c 40000016  6161 a0000020',
    ],
  ])('post-order: %s', (_, entries, hex) => {
    expect(encoded(entries, 'post-order').toString('hex')).toBe(`${HEADER}${hex}`.replaceAll(' ', ''))
  })
})

describe('encodeIndex() on large inputs', () => {
  it('takes a key as long as a path may be, without recursion', () => {
    const long = 'a'.repeat(5000)
    const entries = Array.from({ length: 5000 }, (_, i) => entry(long.slice(0, i)))
    for (const layout of INDEX_LAYOUTS) {
      const bytes = encoded(entries, layout)
      expect(bytes.readUInt32BE(8) >>> 28).toBe(0x6)
      // Each node but the last: 2 + 4 for its child, and each 4 + 4 + 1 for its value.
      expect(bytes.length).toBe(12 + 4999 * 6 + 5000 * 9)
    }
  })

  it('sorts thousands of keys that are alike for any number of bytes', () => {
    const piece = fc.constantFrom('a', 'b', 'aaaaaaaa', 'aaaaaaab', 'aaaaaaa', 'zzzzzzzzzzzzzzzz')
    const keys = fc.array(fc.array(piece, { maxLength: 4 }), { minLength: 200, maxLength: 2000 })
    fc.assert(
      fc.property(keys, (lists) => {
        const entries = lists.map((pieces, i) => entry(pieces.join(''), `${i}`, i % 7))
        expect(readIndex(encoded(entries)).entries).toEqual(sorted(entries))
      }),
      { numRuns: 20 },
    )
  })

  it('takes a hundred thousand values of one key', () => {
    const entries = Array.from({ length: 100_000 }, () => entry('a'))
    expect(encoded(entries).length).toBe(12 + 6 + 4 + 100_000 * 5)
  })

  it('keeps the order of many equal values', () => {
    const entries = Array.from({ length: 500 }, (_, i) => entry('a', `v${i}`, i % 3))
    expect(readIndex(encoded(entries)).entries).toEqual(sorted(entries))
  })
})

describe('encodeIndex() of what no index can hold', () => {
  it.each([
    ['a key', entry('a\xe9b'), 'a\xe9b', 0xe9],
    ['a value', entry('a', 'x\x80y\xff'), 'x\x80y\xff', 0x80],
  ])('refuses %s that is not ASCII', (_, bad, text, byte) => {
    const error = (() => {
      try {
        encodeIndex([entry('fine'), bad])
      } catch (e) {
        return e
      }
      return undefined
    })()
    if (!isKmodError(error)) throw new Error('Expected a KmodError')
    expect([error.code, error.details.text, error.details.byte]).toEqual(['KMOD_INDEX_BAD_KEY', text, byte])
    expect(error.message).toBe(`Cannot index "${fromByteString(text)}": only 7-bit ASCII is supported`)
  })
})

it('encodeEntries() refuses values that are too many for one node, regardless of their sum is modulo 2^32', () => {
  const program = IndexProgram.start()
  const [keys, values] = ['a', 'v'.repeat(2 ** 20)].map(
    (text): TextRows => ({
      column: placeTexts(program, TextColumn.of([text])),
      rows: program.zeros(4096),
      count: 4096,
    }),
  ) as [TextRows, TextRows]
  const refusal = refusalOf(() =>
    encodeEntries(program, { keys, values, priorities: keys.rows }, 'pre-order'),
  )
  expect(refusal.message).toBe('Cannot write index: too large for references of 28 bits')
})
