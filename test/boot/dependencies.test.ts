import { describe, expect, it } from 'vitest'
import { dependenciesIn, moduleName } from './dependencies.ts'

describe('moduleName()', () => {
  it.each([
    ['kernel/drivers/md/dm-mod.ko', 'dm_mod'],
    ['updates/e1000.ko.xz', 'e1000'],
    ['virtio_blk.ko.zst', 'virtio_blk'],
  ])('%s is %s', (path, name) => expect(moduleName(path)).toBe(name))
})

describe('dependenciesIn()', () => {
  it('reads modules.dep among other files', () => {
    const text = 'a/b-c.ko.xz: a/d.ko.xz a/e.ko.xz\na/d.ko.xz:\nalias pci:v1.ko d\nsoftdep d pre: e\n'
    expect([...dependenciesIn(text)]).toEqual([
      ['b_c', { path: 'a/b-c.ko.xz', needs: ['a/d.ko.xz', 'a/e.ko.xz'] }],
      ['d', { path: 'a/d.ko.xz', needs: [] }],
    ])
  })
})
