import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeIndex } from '../../src/indexes/encode-index.ts'
import { convertIndex, readIndexContent, verifyIndex } from '../../src/indexes/index-content.ts'

const ENTRIES = [
  { key: 'abc', value: 'one', priority: 1 },
  { key: 'abd', value: 'two', priority: 0 },
  { key: 'abd', value: 'three', priority: 0 },
]
const [PRE, POST] = [encodeIndex(ENTRIES, 'pre-order'), encodeIndex(ENTRIES, 'post-order')]

describe('readIndexContent()', () => {
  it('returns the layout', () => {
    expect(readIndexContent(PRE).layouts).toEqual(['pre-order'])
    expect(readIndexContent(POST).layouts).toEqual(['post-order'])
    expect(readIndexContent(encodeIndex([])).layouts).toEqual(['pre-order', 'post-order'])
  })

  it('returns the entries in stored order', () => {
    expect(readIndexContent(POST).entries.map(({ key, value }) => key + value)).toEqual([
      'abcone',
      'abdthree',
      'abdtwo',
    ])
  })
})

it('converts there and back, regardless of the entries', () => {
  const entry = fc.record({
    key: fc.stringMatching(/^[a-c*]{0,4}$/),
    value: fc.stringMatching(/^[a-c]{1,2}$/),
    priority: fc.nat(2),
  })
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 20 }), (entries) => {
      const pre = encodeIndex(entries, 'pre-order')
      const post = convertIndex(pre, 'post-order')
      expect(Buffer.from(post)).toEqual(Buffer.from(encodeIndex(entries, 'post-order')))
      expect(Buffer.from(convertIndex(post, 'pre-order'))).toEqual(Buffer.from(pre))
    }),
  )
})

describe('verifyIndex()', () => {
  const codes = (bytes: Uint8Array, text?: Parameters<typeof verifyIndex>[1]) =>
    verifyIndex(bytes, text).problems.map(({ code }) => code)

  it('finds sound ones sound', () => {
    expect([codes(PRE), codes(POST)]).toEqual([[], []])
  })

  it('finds no length but the whole one sound', () => {
    for (let length = 0; length < PRE.length; length++)
      expect(codes(PRE.subarray(0, length))[0]).toMatch(/^(unreadable|foreign-bytes)$/)
  })

  it('finds bytes that are not from depmod', () => {
    expect(codes(Buffer.concat([PRE, Buffer.from('junk')]))).toEqual(['foreign-bytes'])
  })

  it.each([
    ['modules.dep', 'a/b-c.ko: a/d.ko\na/d.ko:\n', { b_c: 'a/b-c.ko: a/d.ko', d: 'a/d.ko:' }],
    ['modules.alias', '# comment\nalias a-b m\nalias x[ m\n', { a_b: 'm' }],
    ['modules.symbols', '# comment\nalias symbol:x m\n', { 'symbol:x': 'm' }],
    ['modules.builtin', 'kernel/a-b.ko\n', { a_b: '' }],
  ])('holds an index against %s', (name, text, wanted) => {
    const entries = Object.entries(wanted).map(([key, value]) => ({ key, value, priority: 0 }))
    const asText = { name, bytes: Buffer.from(text) }
    expect(codes(encodeIndex(entries), asText)).toEqual([])
    const [first, ...rest] = entries
    const changed = encodeIndex([...rest, { ...first!, key: 'other' }])
    expect(verifyIndex(changed, asText).problems).toEqual([
      {
        code: 'text-differs',
        onlyHere: [`other ${first?.value}`],
        onlyInText: [`${first?.key} ${first?.value}`],
      },
    ])
  })
})
