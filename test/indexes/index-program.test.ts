import { expect, it } from 'vitest'
import { IndexKernel } from '../../src/indexes/index-program.ts'
import { refusalOf } from '../support/refusal.ts'

it('IndexKernel starts anew in the memory that it has', () => {
  const first = IndexKernel.start().room(100)
  IndexKernel.start().room(5_000_000)
  expect(IndexKernel.start().room(100)).toBe(first)
})

it('IndexKernel says what it has no memory for', () => {
  expect(refusalOf(() => IndexKernel.start().room(2 ** 31)).message).toMatch(/^Cannot make a file: \d+ bytes/)
})

it('IndexKernel keeps what the files of a set share, for as long as no other set is begun', () => {
  const set = {}
  const made: number[] = []
  const keep = (kernel: IndexKernel): number =>
    kernel.keep(made, () => {
      made.push(1)
      return kernel.place(Int32Array.of(5, 6))
    })
  const kept = keep(IndexKernel.start(set))
  const kernel = IndexKernel.start(set)
  expect(kernel.place(new Int32Array(1000).fill(-1))).toBeGreaterThan(kept)
  expect(keep(kernel)).toBe(kept)
  expect([...kernel.words(kept, 2), made.length]).toEqual([5, 6, 1])
  keep(IndexKernel.start({}))
  keep(IndexKernel.start())
  expect(made.length).toBe(3)
})

it('IndexKernel gives words that are 0 in memory that was used', () => {
  const used = IndexKernel.start().place(Int32Array.of(1, 2, 3))
  const kernel = IndexKernel.start()
  expect(kernel.zeros(2)).toBe(used)
  expect([...kernel.words(used, 3)]).toEqual([0, 0, 3])
})

it('IndexKernel tells of more working memory than there are addresses', () => {
  const { program } = IndexKernel.start()
  expect(program.orderSize(2 ** 27)).toBeGreaterThan(2 ** 32)
  expect(program.workspaceSize(2 ** 27)).toBeGreaterThan(2 ** 32)
})
