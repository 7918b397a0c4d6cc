import { expect, it } from 'vitest'
import { ResolveKernel } from '../../src/resolve/resolve-program.ts'
import { refusalOf } from '../support/refusal.ts'

it('ResolveKernel starts anew in the memory that it has', () => {
  const first = ResolveKernel.start().room(100)
  ResolveKernel.start().room(5_000_000)
  expect(ResolveKernel.start().room(100)).toBe(first)
})

it('ResolveKernel says what it has no memory for', () => {
  expect(refusalOf(() => ResolveKernel.start().room(2 ** 31)).message).toMatch(
    /^Cannot resolve dependencies: \d+ bytes/,
  )
})
