import { expect, it } from 'vitest'
import { checkLimit } from '../../src/elf/limits.ts'

it('checkLimit() refuses what is more than the limit, and says what and where', () => {
  expect(() => checkLimit('symbols', 5, 5)).not.toThrow()
  expect(() => checkLimit('symbols', 6, 5)).toThrow(
    expect.objectContaining({
      code: 'KMOD_LIMIT',
      message: 'Cannot read module: 6 symbols exceed the limit of 5',
      details: {},
    }),
  )
  expect(() => checkLimit('fields', 2, 1, '.modinfo')).toThrow(
    expect.objectContaining({ details: { section: '.modinfo' } }),
  )
})
