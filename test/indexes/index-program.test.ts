import { expect, it } from 'vitest'
import { IndexProgram } from '../../src/indexes/index-program.ts'
import { refusalOf } from '../support/refusal.ts'

it('IndexProgram starts anew in the memory that it has', () => {
  const first = IndexProgram.start().allocate(100)
  IndexProgram.start().allocate(5_000_000)
  expect(IndexProgram.start().allocate(100)).toBe(first)
})

it('IndexProgram reports an allocation that fails', () => {
  expect(refusalOf(() => IndexProgram.start().allocate(2 ** 31)).message).toMatch(
    /^Cannot make a file: \d+ bytes/,
  )
})

it('IndexProgram keeps what the files of a set share, for as long as no other set is begun', () => {
  const set = {}
  const made: number[] = []
  const keep = (program: IndexProgram): number =>
    program.keep(made, () => {
      made.push(1)
      return program.copyIn(Int32Array.of(5, 6))
    })
  const kept = keep(IndexProgram.start(set))
  const program = IndexProgram.start(set)
  expect(program.copyIn(new Int32Array(1000).fill(-1))).toBeGreaterThan(kept)
  expect(keep(program)).toBe(kept)
  expect([...program.words(kept, 2), made.length]).toEqual([5, 6, 1])
  keep(IndexProgram.start({}))
  keep(IndexProgram.start())
  expect(made.length).toBe(3)
})

it('IndexProgram gives words that are 0 in memory that was used', () => {
  const used = IndexProgram.start().copyIn(Int32Array.of(1, 2, 3))
  const program = IndexProgram.start()
  expect(program.zeros(2)).toBe(used)
  expect([...program.words(used, 3)]).toEqual([0, 0, 3])
})

it('IndexProgram refuses more working memory than there are addresses', () => {
  const { exports } = IndexProgram.start()
  expect(exports.orderSize(2 ** 27)).toBeGreaterThan(2 ** 32)
  expect(exports.workspaceSize(2 ** 27)).toBeGreaterThan(2 ** 32)
})
