import { expect, it } from 'vitest'
import { ResolveProgram } from '../../src/resolve/resolve-program.ts'
import { refusalOf } from '../support/refusal.ts'

it('ResolveProgram starts anew in the memory that it has', () => {
  const first = ResolveProgram.start().allocate(100)
  ResolveProgram.start().allocate(5_000_000)
  expect(ResolveProgram.start().allocate(100)).toBe(first)
})

it('ResolveProgram reports an allocation that fails', () => {
  expect(refusalOf(() => ResolveProgram.start().allocate(2 ** 31)).message).toMatch(
    /^Cannot resolve dependencies: \d+ bytes/,
  )
})
