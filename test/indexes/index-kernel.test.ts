import { expect, it } from 'vitest'
import { IndexKernel } from '../../src/indexes/index-kernel.ts'
import { refusalOf } from '../elf/images.ts'

it('IndexKernel keeps what is placed apart, and gives it back', () => {
  const kernel = IndexKernel.start()
  const bytes = kernel.place(Uint8Array.of(1, 2, 3))
  const words = kernel.place(Int32Array.of(-1, 7))
  expect([...kernel.bytes(bytes, 3)]).toEqual([1, 2, 3])
  expect([...kernel.words(words, 2)]).toEqual([-1, 7])
})

it('IndexKernel places the part of memory that a view shows', () => {
  const kernel = IndexKernel.start()
  const view = Int32Array.of(1, 2, 3, 4).subarray(1, 3)
  expect([...kernel.words(kernel.place(view), 2)]).toEqual([2, 3])
})

it('IndexKernel starts anew in the memory that it has', () => {
  const first = IndexKernel.start().room(100)
  IndexKernel.start().room(5_000_000)
  expect(IndexKernel.start().room(100)).toBe(first)
})

it('IndexKernel refuses more memory than there can be', () => {
  const kernel = IndexKernel.start()
  expect(refusalOf(() => kernel.room(2 ** 31)).code).toBe('KMOD_LIMIT')
})
