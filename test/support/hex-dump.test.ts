import { describe, expect, it } from 'vitest'
import { fromHexDump, toHexDump } from './hex-dump.ts'

describe('toHexDump() and fromHexDump()', () => {
  it('shows offset, bytes and text', () => {
    const dump = toHexDump('\xb0\x07\xf4\x57abcdefghijklmno')
    expect(dump.split('\n')).toEqual([
      '00000000  b0 07 f4 57 61 62 63 64 65 66 67 68 69 6a 6b 6c  |...Wabcdefghijkl|',
      '00000010  6d 6e 6f                                         |mno|',
      '',
    ])
  })

  it.each([0, 1, 15, 16, 17, 256])('reads back what it wrote, %i bytes', (length) => {
    const bytes = String.fromCharCode(...Array.from({ length }, (_, i) => i & 0xff))
    expect(fromHexDump(toHexDump(bytes))).toBe(bytes)
  })
})
