import { expect, it } from 'vitest'
import { isGplCompatible } from '../../src/loadability/licenses.ts'

it.each(['GPL', 'GPL v2', 'GPL and additional rights', 'Dual BSD/GPL', 'Dual MIT/GPL', 'Dual MPL/GPL'])(
  'takes %s for compatible',
  (license) => expect(isGplCompatible(license)).toBe(true),
)

it('takes no other spelling, no licence, and no module that is known to be proprietary', () => {
  for (const license of ['GPLv2', 'gpl', 'GPL v3', 'MIT', 'Proprietary', '', undefined])
    expect(isGplCompatible(license)).toBe(false)
  expect(isGplCompatible('GPL', 'lve')).toBe(false)
})
