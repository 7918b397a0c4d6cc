import { describe, expect, it } from 'vitest'
import { byteString } from '../../src/base/bytes.ts'
import { IndexEntries } from '../../src/indexes/index-entries.ts'

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1')

describe('IndexEntries', () => {
  it('keeps keys, ranges and priorities in the order in which they were added', () => {
    const entries = new IndexEntries(() => bytesOf('onetwo'))
    entries.key.text('k')
    entries.key.text('1')
    entries.push(0, 3, 7)
    entries.push(3, 6, 0)
    expect(entries.count).toBe(2)
    expect(
      [0, 1].map((i) => byteString(entries.keys.bytes, entries.keys.start(i), entries.keys.end(i))),
    ).toEqual(['k1', ''])
    expect([...entries.valueStart.values, ...entries.valueEnd.values]).toEqual([0, 3, 3, 6])
    expect([...entries.priority.values]).toEqual([7, 0])
    expect(byteString(entries.values())).toBe('onetwo')
  })

  const entriesOf = (values: string, ...keys: readonly string[]): IndexEntries => {
    const entries = new IndexEntries(() => bytesOf(values))
    for (const key of keys) {
      entries.key.text(key)
      entries.push(1, 3, 0)
    }
    return entries
  }

  it('checkAscii() takes any 7-bit key, and looks at the ranges of values only', () => {
    expect(() => entriesOf('\x80ab\x80', 'plain\x7f', '\x01').checkAscii()).not.toThrow()
  })

  it.each([
    ['a key', entriesOf('-ab-', 'fine', 'k\xe9', '\xff'), 'k\xe9', 0xe9],
    ['a key with a NUL', entriesOf('-ab-', 'fine', 'k\0'), 'k\0', 0],
    ['a value', entriesOf('-a\x80-', 'fine'), 'a\x80', 0x80],
  ])('checkAscii() refuses %s that is not 7-bit ASCII: the first one', (_, entries, text, byte) => {
    expect(errorOf(() => entries.checkAscii())).toMatchObject({
      code: 'KMOD_INDEX_BAD_KEY',
      message: `Cannot index "${text}": only 7-bit ASCII is supported`,
      details: { text, byte },
    })
  })
})

function errorOf(action: () => void): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}
