import { expect, it } from 'vitest'
import { unlessRefused } from '../../src/cache/unless-refused.ts'
import { refusal } from './machine.ts'

it('unlessRefused() makes nothing of a refusal, and no secret of our own mistakes', () => {
  expect(unlessRefused(() => 7)).toBe(7)
  expect(
    unlessRefused(() => {
      throw refusal('/x', 'ENOENT')
    }),
  ).toBeUndefined()
  const mistake = (): never => {
    throw new TypeError('our mistake')
  }
  expect(() => unlessRefused(mistake)).toThrow(TypeError)
})
