import { expect, it } from 'vitest'
import { KmodError } from '../../src/base/errors.ts'
import { packFailure, unpackFailure } from '../../src/base/packed-failure.ts'

it('packFailure() makes an error plain data, without its cause', () => {
  const error = new KmodError('KMOD_IO', 'no', { errno: 'EIO', path: '/a', cause: () => 'cannot be cloned' })
  const back = unpackFailure(structuredClone(packFailure(error)))
  expect(back).toBeInstanceOf(KmodError)
  const { code, message, details } = back
  expect({ code, message, details }).toEqual({
    code: 'KMOD_IO',
    message: 'no',
    details: { errno: 'EIO', path: '/a' },
  })
})
