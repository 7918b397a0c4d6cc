import { expect, it } from 'vitest'
import { comparePlaces } from '../../../src/questions/compare/module-places.ts'

it('tells modules that come into the kernel and out of it, and overrides', () => {
  const changed = [
    { name: 'in', before: 'kernel/in.ko', after: 'builtin' },
    { name: 'out', before: 'builtin', after: 'kernel/out.ko' },
    { name: 'back', before: 'updates/back.ko', after: 'kernel/back.ko' },
    { name: 'over', before: 'kernel/over.ko', after: 'extra/over.ko' },
    { name: 'taken', before: 'extra/taken.ko', after: 'builtin' },
    { name: 'flat', before: 'flat.ko', after: 'kernel/flat.ko' },
  ]
  const { builtins, overrides } = comparePlaces({ lost: [], gained: [], changed })
  const names = (entries: readonly { name: string }[]) => entries.map(({ name }) => name)
  expect([names(builtins.lost), names(builtins.gained)]).toEqual([['out'], ['in', 'taken']])
  expect([names(overrides.lost), names(overrides.gained)]).toEqual([['back'], ['over']])
})
