import { expect, it } from 'vitest'
import { wasm } from '../../src/wasm/compiled/trie.ts'
import { type LaidOutProgram, oneInstance, WorkingMemory } from '../../src/wasm/working-memory.ts'
import { refusalOf } from '../support/refusal.ts'

const newMemory = (): WorkingMemory<LaidOutProgram> => new WorkingMemory(wasm, 'do it')

it('WorkingMemory keeps what is placed apart, and gives it back', () => {
  const memory = newMemory()
  const bytes = memory.copyIn(Uint8Array.of(1, 2, 3))
  const words = memory.copyIn(Int32Array.of(-1, 7))
  expect([...memory.bytes(bytes, 3)]).toEqual([1, 2, 3])
  expect([...memory.words(words, 2)]).toEqual([-1, 7])
})

it('WorkingMemory places the part of memory that a view shows', () => {
  const memory = newMemory()
  const view = Int32Array.of(1, 2, 3, 4).subarray(1, 3)
  expect([...memory.words(memory.copyIn(view), 2)]).toEqual([2, 3])
})

it('WorkingMemory keeps what is placed while it grows', () => {
  const memory = newMemory()
  const small = memory.copyIn(Uint8Array.of(9))
  const large = memory.copyIn(new Uint8Array(5_000_000).fill(7))
  expect([...memory.bytes(small, 1), ...memory.bytes(large + 4_999_999, 1)]).toEqual([9, 7])
})

it('WorkingMemory hands out the same memory again once it is cleared', () => {
  const memory = newMemory()
  const first = memory.allocate(100)
  memory.allocate(100)
  memory.clear()
  expect(memory.allocate(100)).toBe(first)
})

it('WorkingMemory refuses more memory than there can be, and says for what', () => {
  const { code, message } = refusalOf(() => newMemory().allocate(2 ** 31))
  expect(code).toBe('KMOD_LIMIT')
  expect(message).toMatch(/^Cannot do it: \d+ bytes of memory are too many$/)
})

it('oneInstance() makes one when it is asked for, and clears it each time', () => {
  let made = 0
  const start = oneInstance(() => {
    made++
    return newMemory()
  })
  expect(made).toBe(0)
  const first = start().allocate(8)
  expect(start().allocate(8)).toBe(first)
  expect(start()).toBe(start())
  expect(made).toBe(1)
})
