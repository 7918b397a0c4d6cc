import { expect, it } from 'vitest'
import { corrupt, unsupported } from '../../src/codecs/refusals.ts'

it('corrupt() says what kmod says', () => {
  const error = corrupt('xz', { reason: 'File is corrupt' })
  expect(error.code).toBe('KMOD_COMPRESSION_CORRUPT')
  expect(error.message).toBe('Cannot decompress xz data: File is corrupt')
  expect(error.details).toEqual({ codec: 'xz', reason: 'File is corrupt' })
})

it('unsupported() says more than kmod where there is more', () => {
  const cause = new Error('why')
  const error = unsupported('gzip', { because: 'filter x', cause })
  expect(error.code).toBe('KMOD_COMPRESSION_UNSUPPORTED')
  expect(error.message).toBe('Cannot decompress gzip data: filter x')
  expect(error.details).toEqual({ codec: 'gzip', cause })
})
