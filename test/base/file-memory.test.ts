import { expect, it } from 'vitest'
import { PlainMemory } from '../../src/base/file-memory.ts'

it('PlainMemory has room for what was reserved, and keeps its memory while that is enough', () => {
  const memory = new PlainMemory()
  memory.reserve(10)
  const { bytes, view } = memory
  expect(bytes.length).toBeGreaterThanOrEqual(10)
  memory.reserve(bytes.length)
  expect(memory.bytes).toBe(bytes)
  expect(memory.view).toBe(view)
  memory.reserve(bytes.length + 1)
  expect(memory.bytes.length).toBeGreaterThan(bytes.length)
  expect(memory.view.buffer).toBe(memory.bytes.buffer)
})
