import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addColumns,
  readColumns,
  type Sections,
  wordsFromBytes,
  wordsToBytes,
} from '../../src/base/column-sections.ts'

const SHAPE = { text: 'bytes', inner: { ids: 'words' } } as const

const words = fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })).map((list) => Int32Array.from(list))

describe('columns as sections', () => {
  it('are named by their place, and read back', () => {
    const sections: Sections = new Map()
    const columns = { text: Uint8Array.of(1, 2, 3), inner: { ids: Int32Array.of(1, -1) } }
    addColumns(sections, 'top', SHAPE, columns)
    expect([...sections.keys()]).toEqual(['top.text', 'top.inner.ids'])
    expect(readColumns((name) => sections.get(name), 'top', SHAPE)).toEqual(columns)
    expect(readColumns((name) => sections.get(name), 'other', SHAPE)).toBeUndefined()
  })

  it('have the least significant byte first', () => {
    expect([...wordsToBytes(Int32Array.of(0x01020304, -2))]).toEqual([4, 3, 2, 1, 0xfe, 0xff, 0xff, 0xff])
  })

  it('are read at any address, as a Buffer too', () => {
    fc.assert(
      fc.property(words, fc.nat(3), fc.boolean(), (column, shift, isBuffer) => {
        const moved = new Uint8Array(column.byteLength + shift)
        moved.set(wordsToBytes(column), shift)
        const bytes = isBuffer ? Buffer.from(moved.buffer, shift) : moved.subarray(shift)
        expect(wordsFromBytes(bytes)).toEqual(column)
      }),
    )
  })

  it('of words have a multiple of four bytes', () => {
    expect(wordsFromBytes(new Uint8Array(7))).toBeUndefined()
  })
})
