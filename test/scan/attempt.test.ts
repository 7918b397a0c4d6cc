import { describe, expect, it } from 'vitest'
import { KmodError } from '../../src/base/errors.ts'
import { attempt } from '../../src/scan/attempt.ts'

describe('attempt()', () => {
  const failing = (error: Error) => (): never => {
    throw error
  }

  it('gives what the action gives', () => {
    expect(attempt(() => 1, failing(new Error('refused')))).toBe(1)
  })

  it.each([
    ['its errno', { errno: 'EACCES' }, 'EACCES'],
    ['EIO when it has none', {}, 'EIO'],
  ])('tells a refusal by %s', (_, details, errno) => {
    const told: unknown[] = []
    const error = new KmodError('KMOD_IO', 'x', details)
    expect(attempt(failing(error), (...how) => told.push(how))).toBeUndefined()
    expect(told).toEqual([[errno, error]])
  })

  it.each([[new TypeError('a bug')], [new KmodError('KMOD_LIMIT', 'x')]])('lets %s through', (error) => {
    expect(() => attempt(failing(error), () => {})).toThrow(error)
  })
})
