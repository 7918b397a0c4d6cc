import { expect, it } from 'vitest'
import { isKmodError } from '../../src/base/errors.ts'
import {
  checkPlainSize,
  MAX_COMPRESSION_RATIO,
  MAX_MODULE_SIZE,
  plainSizeLimit,
  RATIO_FREE_SIZE,
} from '../../src/codecs/limits.ts'

it.each([
  ['small files open to any ratio', 10, RATIO_FREE_SIZE],
  ['larger ones to a multiple of their size', 2 ** 20, 2 ** 20 * MAX_COMPRESSION_RATIO],
  ['none to more than a module may have', 2 ** 30, MAX_MODULE_SIZE],
])('plainSizeLimit(): %s', (_, compressedSize, limit) => {
  expect(plainSizeLimit(compressedSize)).toBe(limit)
})

it('checkPlainSize() takes the limit itself and refuses one byte more', () => {
  const compressed = Buffer.alloc(10)
  expect(() => checkPlainSize('xz', compressed, RATIO_FREE_SIZE)).not.toThrow()
  try {
    checkPlainSize('xz', compressed, RATIO_FREE_SIZE + 1)
    expect.unreachable()
  } catch (error) {
    expect(isKmodError(error) && error.code).toBe('KMOD_LIMIT')
    expect(String(error)).toContain('Cannot decompress xz data: 10 bytes open to more than 67108864')
  }
})
