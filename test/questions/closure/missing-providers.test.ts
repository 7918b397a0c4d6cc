import * as fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { KernelOptions } from '../../../src/kernel/kernel-location.ts'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { closure } from '../../../src/questions/closure/closure.ts'
import { moduleTree, SMALL_DIR, unindexedTree } from '../../support/module-tree.ts'

const VIRTIO = { virtio_net: { needs: ['net_failover_create'], modinfo: ['depends=net_failover,ext4'] } }
const BUILTIN = { [`${SMALL_DIR}/modules.builtin`]: 'kernel/fs/ext4/ext4.ko\n' }

async function missing(root: string, name: string, options: Partial<KernelOptions> = {}) {
  const result = await closure(openKernel({ root, ...options }), { names: [name] })
  return result.missing.map(({ kind, name, for: by, isAllowed }) => [kind, name, by, isAllowed])
}

describe('a module that needs another which is not there', () => {
  it('is found by depends=, with indexes and without; what is built in is there', async () => {
    const expected = [['provider', 'net_failover', 'virtio_net', false]]
    expect(await missing(await moduleTree(VIRTIO, BUILTIN), 'virtio_net')).toEqual(expected)
    expect(await missing(unindexedTree(VIRTIO, BUILTIN), 'virtio_net')).toEqual(expected)
  })

  it('is found by the modules.dep on disk, when that is stale', async () => {
    const root = await moduleTree({ low: { exports: ['low'] }, top: { needs: ['low'] } })
    fs.rmSync(`${root}/${SMALL_DIR}/low.ko`)
    expect(await missing(root, 'top')).toEqual([['provider', 'low', 'top', false]])
    expect(await missing(root, 'top', { from: 'indexes' })).toContainEqual(['file', 'low.ko', 'top', false])
  })

  it('is found by the modules.symbols on disk', async () => {
    const full = await moduleTree({ low: { exports: ['low'] }, top: {} })
    fs.rmSync(`${full}/${SMALL_DIR}/low.ko`)
    const other = unindexedTree({ top: { needs: ['low'] } })
    fs.copyFileSync(`${other}/${SMALL_DIR}/top.ko`, `${full}/${SMALL_DIR}/top.ko`)
    expect(await missing(full, 'top')).toEqual([['provider', 'low', 'top', false]])
  })

  it.each([
    ['by depends=', { modinfo: ['depends=low'] }],
    ['by the modules.dep on disk', {}],
  ])('is missed %s, when it is there and damaged', async (_, more) => {
    const root = await moduleTree({ low: { exports: ['low'] }, top: { needs: ['low'], ...more } })
    fs.truncateSync(`${root}/${SMALL_DIR}/low.ko`, 100)
    expect(await missing(root, 'top')).toEqual([['unreadable', 'low', 'top', false]])
    expect(await missing(root, 'top', { from: 'indexes' })).toEqual([['unreadable', 'low', 'top', false]])
  })

  it('is not needed any more when the new one can be read and the new top does without', async () => {
    const root = await moduleTree({ low: { exports: ['low'] }, top: { needs: ['low'] } })
    const other = unindexedTree({ low: {}, top: {} })
    for (const name of ['low', 'top'])
      fs.copyFileSync(`${other}/${SMALL_DIR}/${name}.ko`, `${root}/${SMALL_DIR}/${name}.ko`)
    expect(await missing(root, 'top')).toEqual([])
  })

  it('is as good as one whose symbols nobody has, where the symbols of the kernel are known', async () => {
    const root = await moduleTree({ top: { needs: ['printk', 'nobodys', { name: 'weak', weak: true }] } })
    fs.writeFileSync(`${root}/symvers`, '0x00000002\tprintk\tvmlinux\tEXPORT_SYMBOL\t\n')
    expect(await missing(root, 'top', { symvers: `${root}/symvers` })).toEqual([
      ['symbol', 'nobodys', 'top', false],
    ])
    expect(await missing(root, 'top')).toEqual([])
  })

  it('may be so when it is a softdep only', async () => {
    const root = await moduleTree({ ...VIRTIO, user: { modinfo: ['softdep=pre: virtio_net'] } }, BUILTIN)
    expect(await missing(root, 'user')).toEqual([['provider', 'net_failover', 'virtio_net', true]])
  })
})

it('says nothing of a module whose providers are all there', async () => {
  const root = await moduleTree({
    'a-low': { exports: ['low'] },
    top: { needs: ['low'], modinfo: ['depends=a-low'] },
  })
  expect(await missing(root, 'top')).toEqual([])
})
