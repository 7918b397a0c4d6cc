import { describe, expect, it } from 'vitest'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { aliasFamily, type ListOptions, list } from '../../src/questions/list.ts'
import { kernelTree } from '../kernel/kernel-tree.ts'

const names = async (options: ListOptions): Promise<string[]> =>
  (await list(openKernel({ root: kernelTree() }), options)).modules.map(({ modname }) => modname)

describe('list()', () => {
  it('has every module, and what is built in', async () => {
    const { modules, unknown } = await list(openKernel({ root: kernelTree() }))
    expect(modules.map(({ modname }) => modname)).toEqual([
      ...['aes_generic', 'crypto', 'dm_crypt', 'dm_mod', 'e1000', 'ext4'],
    ])
    expect(modules.at(-1)).toEqual({
      modname: 'ext4',
      relpath: 'kernel/fs/ext4/ext4.ko',
      isBuiltin: true,
      families: { fs: 1 },
    })
    expect(modules[3]).toMatchObject({ modname: 'dm_mod', families: { 'char-major': 1, devname: 1 } })
    expect(unknown).toEqual([])
  })

  it('takes names, families of aliases, and what is built in or not', async () => {
    expect(await names({ names: ['=drivers/md'] })).toEqual(['dm_crypt', 'dm_mod'])
    expect(await names({ alias: 'pci' })).toEqual(['e1000'])
    expect(await names({ alias: 'pci:v00008086' })).toEqual(['e1000'])
    expect(await names({ alias: 'usb' })).toEqual([])
    expect(await names({ builtin: true })).toEqual(['ext4'])
    expect(await names({ builtin: false, alias: 'fs' })).toEqual([])
    expect((await list(openKernel({ root: kernelTree() }), { names: ['nobody'] })).unknown).toEqual([
      'nobody',
    ])
  })

  it('sorts', async () => {
    expect((await names({ order: 'path' }))[0]).toBe('aes_generic')
    const { modules } = await list(openKernel({ root: kernelTree() }), { order: 'size' })
    const sizes = modules.map(({ size }) => size ?? 0)
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
  })
})

it.each([
  ['pci:v00008086d*', 'pci'],
  ['fs-ext4', 'fs'],
  ['char-major-10-229', 'char-major'],
  ['net-pf-38', 'net-pf'],
  ['rtnl-link-vxlan', 'rtnl-link'],
  ['aes', 'aes'],
  ['crypto-xts', 'crypto'],
])('aliasFamily() of %s is %s', (alias, family) => {
  expect(aliasFamily(alias)).toBe(family)
})
