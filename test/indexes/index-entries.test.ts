import { describe, expect, it } from 'vitest'
import { byteString } from '../../src/base/bytes.ts'
import { checkAscii, IndexEntries } from '../../src/indexes/index-entries.ts'

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

  it('push() refuses a key that is not ASCII, and only that key', () => {
    const entries = new IndexEntries(() => bytesOf(''))
    entries.key.text('plain\x7f')
    entries.push(0, 0, 0)
    entries.key.text('\x80')
    expect(() => entries.push(0, 0, 0)).toThrow('Cannot index "\x80": only 7-bit ASCII is supported')
  })
})

describe('checkAscii()', () => {
  it('looks at its range only', () => {
    expect(() => checkAscii(bytesOf('\x80ab\x80'), 1, 3)).not.toThrow()
    expect(() => checkAscii(bytesOf('\x80ab\x80'), 1, 4)).toThrow('Cannot index "ab\x80"')
  })
})
