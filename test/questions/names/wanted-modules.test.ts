import { describe, expect, it } from 'vitest'
import { findWanted, isAllowed } from '../../../src/questions/names/wanted-modules.ts'
import { copyOf, fakeNames } from '../names-fake.ts'

const RELPATHS = [
  'kernel/fs/ext4/ext4.ko.xz',
  'kernel/drivers/net/dm-net.ko',
  'updates/drivers/net/e1000.ko',
  'extra/e1000.ko',
]
const modnameOf = (relpath: string) =>
  relpath
    .slice(relpath.lastIndexOf('/') + 1)
    .replace(/\.ko.*/, '')
    .replaceAll('-', '_')
const files = RELPATHS.map((relpath, position) => ({ ...copyOf(modnameOf(relpath)), relpath, position }))
const winners = files.slice(0, 3)

const context = {
  names: fakeNames({
    modules: {
      ext4: { aliases: ['fs-ext4'] },
      dm_net: { aliases: ['pci:*'] },
      e1000: { aliases: ['pci:*'] },
    },
    builtins: ['unix'],
  }),
  copies: () => ({
    modules: winners,
    lost: files.slice(3).map((copy) => ({ copy, winner: winners[2]! })),
    config: { search: [], overrides: [], externals: [], excludes: [] },
  }),
  release: '6.1',
  moduleDir: '/root/lib/modules/6.1',
}
const find = (...words: string[]): string[] => findWanted(context, words).found.map(({ modname }) => modname)

describe('findWanted()', () => {
  it.each([
    ['ext4', ['ext4']],
    ['ext4.ko', ['ext4']],
    ['ext4.ko.zst', ['ext4']],
    ['fs-ext4', ['ext4']],
    ['pci:*', ['dm_net', 'e1000']],
    ['unix', ['unix']],
    ['dm-*', ['dm_net']],
    ['?xt4', ['ext4']],
    ['=fs', ['ext4']],
    ['=drivers/net', ['dm_net', 'e1000']],
    ['=/drivers/net/', ['dm_net', 'e1000']],
    ['=drivers/ne', []],
    ['=', ['ext4', 'dm_net', 'e1000']],
    ['kernel/fs/ext4/ext4.ko', ['ext4']],
    ['kernel/fs/ext4/ext4.ko.xz', ['ext4']],
    ['./kernel/fs/*/*.ko', ['ext4']],
    ['kernel/', ['ext4', 'dm_net']],
    ['/lib/modules/6.1/kernel/fs/ext4/ext4.ko.xz', ['ext4']],
    ['/usr/lib/modules/6.1/kernel/fs/ext4/ext4.ko.xz', ['ext4']],
    ['/root/lib/modules/6.1/extra/*', ['e1000']],
    ['/elsewhere/ext4.ko', []],
    ['extra/e1000.ko', ['e1000']],
    ['nobody', []],
    ['nobody*', []],
    ['a[', []],
  ])('%s stands for %j', (word, expected) => {
    expect(find(word)).toEqual(expected)
  })

  it('has each module once, under the first word for it', () => {
    expect(findWanted(context, ['fs-ext4', 'ext4', 'nobody', '=fs'])).toEqual({
      found: [{ modname: 'ext4', isBuiltin: false, word: 'fs-ext4' }],
      unknown: ['nobody'],
    })
  })
})

it('takes - for _ in names that may be missing', () => {
  expect(isAllowed('a-b', ['x', 'a_b'])).toBe(true)
  expect(isAllowed('a-b', ['a'])).toBe(false)
})
