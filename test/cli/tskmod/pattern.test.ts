import { expect, it } from 'vitest'
import { patternOf } from '../../../src/cli/tskmod/pattern.ts'

it('matches byte strings', () => {
  expect(patternOf('é').test(Buffer.from('aé', 'utf8').toString('latin1'))).toBe(true)
})

it('refuses what is no regular expression', () => {
  expect(() => patternOf('(')).toThrow(expect.objectContaining({ code: 'KMOD_USAGE' }))
})
