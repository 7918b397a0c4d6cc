import { expect, it } from 'vitest'
import { isOpaque, refuseMoved } from '../../src/archives/overlay-attributes.ts'
import { refusalOf } from '../support/refusal.ts'

it.each([
  ['trusted.overlay.opaque', 'y', true],
  ['user.overlay.opaque', 'y', true],
  // It only has whiteouts in it that are attributes.
  ['trusted.overlay.opaque', 'x', false],
  ['trusted.overlay.origin', 'y', false],
  ['security.overlay.opaque', 'y', false],
  ['overlay.opaque', 'y', false],
])('isOpaque(): %s=%s is %s', (name, value, expected) => {
  expect(
    isOpaque([
      ['user.note', 'y'],
      [name, value],
    ]),
  ).toBe(expected)
  expect(() => refuseMoved([[name, value]])).not.toThrow()
})

it.each([isOpaque, refuseMoved])('%o refuses what only a mount understands', (read) => {
  for (const name of ['trusted.overlay.redirect', 'user.overlay.metacopy'])
    expect(refusalOf(() => read([[name, 'x']])).message).toBe(
      `no support for the attribute ${name}: mount it, and pack what is seen`,
    )
})
