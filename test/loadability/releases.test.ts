import { expect, it } from 'vitest'
import { isAtLeast, knowsExtendedVersions } from '../../src/loadability/releases.ts'

it.each([
  ['6.14.0', true],
  ['6.14', true],
  ['6.13.12-1-default', false],
  ['5.20.0', false],
  ['7.0-rc1', true],
  ['10.2', true],
  ['custom', true],
  [undefined, true],
])('%s reads extended versions: %s', (release, expected) => {
  expect(knowsExtendedVersions(release)).toBe(expected)
  expect(isAtLeast(release, 6, 14)).toBe(expected)
})
