import { expect, it } from 'vitest'
import { viewOf, wholeSource } from '../../src/base/byte-source.ts'

it('viewOf() covers exactly the memory of its bytes', () => {
  const bytes = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7).subarray(2, 6)
  const view = viewOf(bytes)
  expect(view.byteLength).toBe(4)
  expect(view.getUint32(0)).toBe(0x02030405)
})

it('wholeSource() has everything without loading', () => {
  const bytes = Uint8Array.of(0, 1, 2, 3).subarray(1)
  const source = wholeSource(bytes)
  source.load(0, 3)
  expect([source.size, source.bytes, source.view.getUint8(2)]).toEqual([3, bytes, 3])
})
