import { expect, it } from 'vitest'
import { reusedBuffer } from '../../src/read/reused-buffer.ts'

it('reusedBuffer() gives the same memory until more is asked for', () => {
  const buffer = reusedBuffer(10)
  const first = buffer(10)
  expect(first.length).toBe(10)
  expect(buffer(3).buffer).toBe(first.buffer)
  expect(buffer(3).length).toBe(3)
  const grown = buffer(100)
  expect(grown.length).toBe(100)
  expect(buffer(140).buffer).toBe(grown.buffer)
})
