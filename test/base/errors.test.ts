import { describe, expect, it } from 'vitest'
import {
  always,
  codeOfErrno,
  duringStep,
  isAnyKmodError,
  isKmodError,
  KmodError,
  orElse,
} from '../../src/base/errors.ts'

const thrownBy = (action: () => unknown): unknown => {
  try {
    action()
  } catch (error) {
    return error
  }
  throw new Error('Expected an error')
}

describe('KmodError', () => {
  it('is an Error with a code, a message and details', () => {
    const cause = new Error('why')
    const error = new KmodError('KMOD_IO', 'Cannot read "x": EIO', { errno: 'EIO', cause })
    expect(error).toBeInstanceOf(Error)
    expect([error.name, error.code, error.message, error.details.errno, error.cause]).toEqual([
      'KmodError',
      'KMOD_IO',
      'Cannot read "x": EIO',
      'EIO',
      cause,
    ])
  })

  it('has no cause when none is given', () => {
    expect('cause' in new KmodError('KMOD_USAGE', 'x')).toBe(false)
  })

  it('is reported from other errors by isKmodError()', () => {
    expect([new KmodError('KMOD_USAGE', 'x'), new Error('x'), undefined].map(isKmodError)).toEqual([
      true,
      false,
      false,
    ])
  })
})

describe('isKmodError()', () => {
  it('is false for an error of the machine, which is not an answer', () => {
    const error = new KmodError('KMOD_HOST', 'x', { errno: 'EMFILE' })
    expect([isKmodError(error), isAnyKmodError(error)]).toEqual([false, true])
  })
})

describe('codeOfErrno()', () => {
  it.each(['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN', 'EINTR', 'ERR_ACCESS_DENIED'])(
    '%s is the machine',
    (errno) => {
      expect(codeOfErrno(errno)).toBe('KMOD_HOST')
    },
  )

  it.each(['ENOENT', 'EACCES', 'EIO', 'ENOTDIR', 'ELOOP', 'EISDIR'])('%s is the file', (errno) => {
    expect(codeOfErrno(errno)).toBe('KMOD_IO')
  })
})

describe('duringStep()', () => {
  it('gives back what the action gives', () => {
    expect(duringStep('write-outputs', '/d', () => 7)).toBe(7)
  })

  it('adds step and path to KMOD_IO and keeps the rest', () => {
    const cause = new Error('why')
    const refused = new KmodError('KMOD_IO', 'Cannot write "/d/.x": ENOSPC', {
      path: '/d/.x',
      errno: 'ENOSPC',
      cause,
    })
    const error = thrownBy(() =>
      duringStep('write-outputs', '/d', () => {
        throw refused
      }),
    ) as KmodError
    expect([error.code, error.message, error.details]).toEqual([
      'KMOD_IO',
      'Cannot write "/d/.x": ENOSPC',
      { path: '/d', step: 'write-outputs', errno: 'ENOSPC', cause },
    ])
  })

  it.each([
    ['a KmodError of another code', new KmodError('KMOD_LIMIT', 'too large')],
    ['an error of our own', new TypeError('x is not a function')],
  ])('lets %s pass as it is', (_, refused) => {
    const error = thrownBy(() =>
      duringStep('write-outputs', '/d', () => {
        throw refused
      }),
    )
    expect(error).toBe(refused)
  })
})

describe('orElse()', () => {
  const failing = (error: Error) => (): string => {
    throw error
  }
  const refused = (errno?: string) => new KmodError('KMOD_IO', 'x', errno === undefined ? {} : { errno })
  const errnoOf = (error: KmodError) => orElse(failing(error), (errno) => errno)

  it('returns the result of the action', () => {
    expect(orElse(() => 1, failing(new Error('not asked')))).toBe(1)
  })

  it('answers a refusal by its errno, EIO when it has none', () => {
    expect([errnoOf(refused('EACCES')), errnoOf(refused())]).toEqual(['EACCES', 'EIO'])
    expect(errnoOf(new KmodError('KMOD_LIMIT', 'x', { errno: 'EFBIG' }))).toBe('EFBIG')
  })

  it.each(['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN', 'EINTR'])('does not take %s for an answer', (errno) => {
    expect(() => errnoOf(refused(errno))).toThrow(KmodError)
    expect(orElse(failing(refused(errno)), () => 'left undone', always)).toBe('left undone')
  })

  it.each([[new TypeError('a bug')], [new KmodError('KMOD_LIMIT', 'x')]])('lets %s through', (error) => {
    expect(() => orElse(failing(error), () => '')).toThrow(error)
  })

  it('answers only what the caller names', () => {
    const isMissing = ({ details }: KmodError) => details.errno === 'ENOENT'
    expect(orElse(failing(refused('ENOENT')), () => 'none', isMissing)).toBe('none')
    expect(() => orElse(failing(refused('EACCES')), () => 'none', isMissing)).toThrow(KmodError)
  })
})
