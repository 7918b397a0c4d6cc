import { expect, it } from 'vitest'
import { IndexKernel } from '../../src/indexes/index-kernel.ts'
import { refusalOf } from '../elf/images.ts'

it('IndexKernel starts anew in the memory that it has', () => {
  const first = IndexKernel.start().room(100)
  IndexKernel.start().room(5_000_000)
  expect(IndexKernel.start().room(100)).toBe(first)
})

it('IndexKernel says what it has no memory for', () => {
  expect(refusalOf(() => IndexKernel.start().room(2 ** 31)).message).toMatch(/^Cannot make a file: \d+ bytes/)
})
