import { expect, it } from 'vitest'
import { isKmodError } from '../../src/base/errors.ts'
import {
  checkSize,
  MAX_COMPRESSION_RATIO,
  MAX_MODULE_SIZE,
  RATIO_FREE_SIZE,
  sizeLimit,
} from '../../src/codecs/limits.ts'

it.each([
  ['small files expand to any ratio', 10, RATIO_FREE_SIZE],
  ['larger ones to a multiple of their size', 2 ** 20, 2 ** 20 * MAX_COMPRESSION_RATIO],
  ['none to more than a module may have', 2 ** 30, MAX_MODULE_SIZE],
])('sizeLimit(): %s', (_, compressedSize, limit) => {
  expect(sizeLimit(compressedSize)).toBe(limit)
})

it('checkSize() takes the limit itself and refuses one byte more', () => {
  const compressed = Buffer.alloc(10)
  expect(() => checkSize('xz', compressed, RATIO_FREE_SIZE)).not.toThrow()
  try {
    checkSize('xz', compressed, RATIO_FREE_SIZE + 1)
    expect.unreachable()
  } catch (error) {
    expect(isKmodError(error) && error.code).toBe('KMOD_LIMIT')
    expect(String(error)).toContain('Cannot decompress xz data: 10 bytes expand to more than 67108864')
  }
})
