import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ByteSource, wholeSource } from '../../src/base/byte-source.ts'
import { isKmodError } from '../../src/base/errors.ts'
import { fnmatch } from '../../src/base/fnmatch.ts'
import { decodeIndex, ModuleIndex, type ValueOrder } from '../../src/indexes/decode-index.ts'
import { encodeIndex } from '../../src/indexes/encode-index.ts'
import type { IndexEntry } from '../../src/indexes/index-entries.ts'
import { INDEX_LAYOUTS, type IndexLayout } from '../../src/indexes/index-format.ts'
import { readIndex } from './index-reader.ts'

const encoded = (entries: readonly IndexEntry[], layout?: IndexLayout): Uint8Array =>
  encodeIndex(entries, layout)
const entry = (key: string, value = '', priority = 0): IndexEntry => ({ key, value, priority })
const open = (bytes: Uint8Array, order?: ValueOrder): ModuleIndex =>
  new ModuleIndex(wholeSource(bytes), order)
const byByte = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const ascii = fc.integer({ min: 1, max: 127 }).map((byte) => String.fromCharCode(byte))
const key = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 }),
  fc.string({ unit: ascii, maxLength: 8 }),
)
const pattern = fc.string({
  unit: fc.constantFrom('a', 'b', 'a', 'b', '*', '?', '[ab]', '[!a]', '[', '\\'),
  maxLength: 5,
})
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '*', '[', ']', '\\'), maxLength: 5 })
const layout = fc.constantFrom(...INDEX_LAYOUTS)
const entriesWith = (keys: fc.Arbitrary<string>): fc.Arbitrary<IndexEntry[]> =>
  fc.array(fc.record({ key: keys, value: fc.string({ unit: ascii, maxLength: 5 }), priority: fc.nat(3) }), {
    maxLength: 40,
  })

describe('decodeIndex()', () => {
  it('gives back the entries, by key, then priority, then the one added last', () => {
    fc.assert(
      fc.property(entriesWith(key), layout, (entries, layout) => {
        const sorted = entries
          .map((one, i) => ({ one, i }))
          .sort((a, b) => byByte(a.one.key, b.one.key) || a.one.priority - b.one.priority || b.i - a.i)
        expect(decodeIndex(encoded(entries, layout))).toEqual(sorted.map(({ one }) => one))
      }),
    )
  })

  it('reads what a reader written after the format alone reads', () => {
    fc.assert(
      fc.property(entriesWith(pattern), layout, (entries, layout) => {
        const bytes = encoded(entries, layout)
        expect(decodeIndex(bytes)).toEqual(readIndex(bytes).entries)
      }),
    )
  })

  it('reads priorities as unsigned numbers', () => {
    expect(decodeIndex(encoded([entry('a', 'x', -1)]))).toEqual([entry('a', 'x', 0xffffffff)])
  })

  it.each([
    ['an empty file', new Uint8Array(), 'KMOD_INDEX_NOT_INDEX', undefined],
    ['eleven bytes', encoded([]).slice(0, 11), 'KMOD_INDEX_NOT_INDEX', undefined],
    ['another magic', Buffer.alloc(12, 'X'), 'KMOD_INDEX_NOT_INDEX', 0x58585858],
    ['version 1.2', Buffer.from('b007f457000100020000000c', 'hex'), 'KMOD_INDEX_VERSION', 1],
  ])('refuses %s', (_what, bytes, code, found) => {
    expect(() => decodeIndex(bytes)).toThrow(
      expect.objectContaining({ code, details: found === undefined ? {} : { found } }),
    )
  })

  it('reads another minor version', () => {
    const bytes = Buffer.from(encoded([entry('a', 'x')]))
    bytes.writeUInt16BE(9, 6)
    expect(decodeIndex(bytes)).toEqual([entry('a', 'x')])
  })
})

describe('ModuleIndex.find()', () => {
  it('finds what a map finds: of each key the value of lowest priority that was added last', () => {
    fc.assert(
      fc.property(entriesWith(key), fc.array(key), layout, (entries, others, layout) => {
        const first = new Map<string, IndexEntry>()
        for (const one of entries)
          if (one.priority <= (first.get(one.key)?.priority ?? Infinity)) first.set(one.key, one)
        const index = open(encoded(entries, layout))
        for (const key of [...first.keys(), ...others]) expect(index.find(key)).toBe(first.get(key)?.value)
      }),
    )
  })

  it('takes the other one of equal priorities where kmod reads piece by piece', () => {
    const bytes = encoded([entry('k', 'a'), entry('k', 'b'), entry('k', 'c', 1)])
    expect([open(bytes).find('k'), open(bytes, 'reversed').find('k')]).toEqual(['b', 'a'])
  })

  it('has no child for a byte that is not ASCII', () => {
    expect(open(encoded([entry('a')])).find('\xff')).toBeUndefined()
  })
})

/**
 * The search told another way. A key of the index meets the text when its plain start is in the text and fnmatch()
 * takes the rest; in a walk the keys that go on with a wildcard earlier come first, those below a node before it.
 */
function matchesOf(entries: readonly IndexEntry[], text: string): IndexEntry[] {
  return entries.filter(({ key }) => {
    const plain = key.search(/[*?[]/) < 0 ? key.length : key.search(/[*?[]/)
    return plain === key.length
      ? key === text
      : text.startsWith(key.slice(0, plain)) && fnmatch(key.slice(plain), text.slice(plain))
  })
}

describe('ModuleIndex.match()', () => {
  it('finds every key that matches, as trying all of them does', () => {
    fc.assert(
      fc.property(
        entriesWith(pattern),
        text,
        layout,
        fc.constantFrom<ValueOrder>('stored', 'reversed'),
        (entries, text, layout, order) => {
          // A text with wildcards meets keys more than once, as in kmod: see below.
          fc.pre(!/[*?[]/.test(text))
          const numbered = entries.map(({ key }, i) => entry(key, `${i}`, i))
          const found = open(encoded(numbered, layout), order).match(text)
          expect(found).toEqual(matchesOf(numbered, text).map(({ value, priority }) => ({ value, priority })))
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('gives equal priorities in the reverse of the order in which it meets them', () => {
    const keys = ['*', 'a', 'a*', 'a*b', 'a?', 'ab', '[a]*', '?b']
    const index = open(encoded(keys.map((key) => entry(key, key))))
    expect(index.match('ab').map(({ value }) => value)).toEqual(['ab', 'a?', 'a*', 'a*b', '[a]*', '?b', '*'])
  })

  it('turns the values of one node around, once more where kmod reads piece by piece', () => {
    const bytes = encoded([entry('k*', 'a'), entry('k*', 'b'), entry('k*', 'c', 1), entry('k*', 'd', 1)])
    const values = (order: ValueOrder): string =>
      open(bytes, order)
        .match('kx')
        .map(({ value }) => value)
        .join('')
    expect([values('stored'), values('reversed')]).toEqual(['abcd', 'badc'])
  })

  it('meets a key twice when the text has its wildcard, as kmod does', () => {
    const index = open(encoded([entry('a*', 'x'), entry('ab')]))
    expect([index.match('a*').length, index.match('ac').length]).toEqual([2, 1])
  })

  it('reads one key of very many values', () => {
    const many = Array.from({ length: 200_000 }, (_, i) => entry('*', 'v', i))
    expect(open(encoded(many)).match('x')).toHaveLength(200_000)
  })
})

describe('ModuleIndex.entries()', () => {
  it('turns equal priorities of a node around where kmod reads piece by piece', () => {
    const bytes = encoded([entry('b', 'x'), entry('b', 'y'), entry('a', 'z')])
    const values = (order: ValueOrder): string =>
      [...open(bytes, order).entries()].map((one) => one.value).join('')
    expect([values('stored'), values('reversed')]).toEqual(['zyx', 'zxy'])
  })
})

/** Counts the reads, so that a walk without an end is seen. */
function counting(bytes: Uint8Array, limit: number): ByteSource {
  let count = 0
  return {
    ...wholeSource(bytes),
    load: () => {
      if (++count > limit) throw new Error(`more than ${limit} reads of ${bytes.length} bytes`)
    },
  }
}

/** What each query answers, undefined for a KmodError; nothing else is allowed. */
function answers(bytes: Uint8Array, keys: readonly string[]): (string[] | undefined)[] {
  const limit = 200 + 20 * bytes.length
  const queries: ((index: ModuleIndex) => string[])[] = [
    (index) => [...index.entries()].map((one) => `${one.key} ${one.value}`),
    ...keys.flatMap((key) => [
      (index: ModuleIndex) => index.match(key).map((one) => one.value),
      (index: ModuleIndex) => [index.find(key)].filter((value) => value !== undefined),
    ]),
  ]
  const ask = (query: (index: ModuleIndex) => string[], order: ValueOrder): string[] | undefined => {
    try {
      return query(new ModuleIndex(counting(bytes, limit), order))
    } catch (error) {
      if (!isKmodError(error)) throw error
      return undefined
    }
  }
  return queries.flatMap((query) => [ask(query, 'stored'), ask(query, 'reversed')])
}

const KINDS: Record<string, { entries: IndexEntry[]; keys: string[] }> = {
  dep: {
    entries: [
      entry('dm_mod', 'kernel/dm-mod.ko:', 0),
      entry('dm_crypt', 'kernel/dm-crypt.ko: kernel/dm-mod.ko', 1),
    ],
    keys: ['dm_mod', 'dm_crypt', 'dm'],
  },
  alias: {
    entries: [
      entry('pci:v*d0[12]sv*', 'a'),
      entry('pci:v01d*', 'b', 1),
      entry('usb:*', 'c', 2),
      entry('fs-x', 'd'),
    ],
    keys: ['pci:v01d02sv1', 'usb:', 'fs-x', 'p*'],
  },
  symbols: { entries: [entry('symbol:a', 'm'), entry('symbol:ab', 'n', 1)], keys: ['symbol:a', 'symbol:ab'] },
  'builtin.alias': { entries: [entry('x*', 'm'), entry('x*', 'n'), entry('*', 'o')], keys: ['xy', 'z'] },
  builtin: { entries: [entry('unix'), entry('ext4')], keys: ['unix', 'ext4'] },
}
const EACH = Object.entries(KINDS).flatMap(([name, kind]) =>
  INDEX_LAYOUTS.map((layout) => ({ name, layout, ...kind })),
)

describe('a damaged index', () => {
  it.each(EACH)(
    '$name in $layout, cut at every length, has no answers that it did not have',
    ({ entries, keys, layout }) => {
      const bytes = encoded(entries, layout)
      let longer = answers(bytes, keys)
      expect(longer).not.toContain(undefined)
      for (let length = bytes.length - 1; length >= 0; length--) {
        const cut = answers(bytes.slice(0, length), keys)
        for (const [i, answer = []] of cut.entries()) {
          expect(longer[i]).toEqual(expect.arrayContaining(answer))
          expect(answer.length).toBeLessThanOrEqual(longer[i]?.length ?? 0)
        }
        longer = cut.map((answer, i) => answer ?? longer[i])
      }
    },
  )

  it.each(EACH)(
    '$name in $layout, every byte changed, gives an answer or a KmodError',
    ({ entries, keys, layout }) => {
      const bytes = encoded(entries, layout)
      for (let at = 0; at < bytes.length; at++)
        for (const change of [0x01, 0x80, 0xff, 0x20, 0x40, bytes[at]!]) {
          const damaged = bytes.slice()
          damaged[at] = damaged[at]! ^ change
          answers(damaged, keys)
        }
    },
  )

  const malformed = expect.objectContaining({ code: 'KMOD_INDEX_MALFORMED' })
  const file = (root: number, ...nodes: (number | string)[]): Uint8Array => {
    const u32 = (value: number): Buffer => Buffer.from([value >>> 24, value >>> 16, value >>> 8, value])
    const parts = nodes.map((part) => (typeof part === 'number' ? u32(part) : Buffer.from(part, 'latin1')))
    return Buffer.concat([u32(0xb007f457), u32(0x00020001), u32(root), ...parts])
  }
  const CHILDREN = 0x20000000
  const PREFIX = 0x80000000
  const VALUES = 0x40000000

  it('that is its own child ends', () => {
    const loop = file(CHILDREN | 12, '**', CHILDREN | 12, 'padding'.repeat(100_000))
    expect(() => decodeIndex(loop)).toThrow(malformed)
    expect(() => open(loop).match('***x')).toThrow(malformed)
    expect(open(loop).find('*'.repeat(1000))).toBeUndefined()
  })

  it('whose nodes each have the next one twice ends', () => {
    const levels = Array.from({ length: 40 }, (_, i) => [
      '*+',
      CHILDREN | (12 + 10 * (i + 1)),
      CHILDREN | (12 + 10 * (i + 1)),
    ])
    const bytes = file(CHILDREN | 12, ...levels.flat(), '**', VALUES | 12)
    expect(() => decodeIndex(bytes)).toThrow(malformed)
    expect(() => open(bytes).match('x')).toThrow(malformed)
  })

  it.each([
    ['a prefix', file(PREFIX | 12, 'abc')],
    ['a child table', file(CHILDREN | 12, 'az', 0)],
    ['a count', file(VALUES | 12, 'ab')],
    ['a value', file(VALUES | 12, 1, 0, 'abc')],
    ['a value among more than the file holds', file(VALUES | 12, 0xffffffff, 0, 'abc\0')],
  ])('of which %s is cut off is malformed', (_what, bytes) => {
    expect(() => decodeIndex(bytes)).toThrow(malformed)
  })

  it.each([
    ['the root at 0', file(0)],
    ['the root after the end', file(CHILDREN | 12)],
    ['children that begin after their end', file(CHILDREN | 12, 'za', 0)],
    ['children that are not ASCII', file(CHILDREN | 12, 'a\x80', 0)],
  ])('with %s has no entries, as in kmod', (_what, bytes) => {
    expect(decodeIndex(bytes)).toEqual([])
    expect(open(bytes).match('a')).toEqual([])
    expect(open(bytes).find('a')).toBeUndefined()
  })
})
