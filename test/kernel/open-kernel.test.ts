import { expect, it } from 'vitest'
import { nodeHost } from '../../src/host/node-host.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { kernelTree, MODULE_DIR } from './kernel-tree.ts'

it('reads each part when it is asked for, and once', async () => {
  const opened: string[] = []
  const host = {
    ...nodeHost,
    openFile: (path: string) => {
      opened.push(path.slice(path.lastIndexOf('/') + 1))
      return nodeHost.openFile(path)
    },
  }
  const kernel = openKernel({ root: kernelTree(), host })
  expect(kernel.module('dm_mod')?.relpath).toBe('kernel/drivers/md/dm-mod.ko')
  expect(opened).toEqual([])
  expect(await kernel.facts()).toBe(await kernel.facts())
  expect(opened).toHaveLength(kernel.modules().length)
  // Their .modinfo came with the symbols.
  const some = kernel.modules().slice(0, 1)
  expect(await kernel.modinfo(some)).toBe(await kernel.modinfo(some))
  expect(opened).toHaveLength(kernel.modules().length)
  const fresh = openKernel({ root: kernel.place.root, host })
  await fresh.modinfo(some)
  await fresh.modinfo(some)
  expect(opened).toHaveLength(kernel.modules().length + 1)
})

it('keeps what it met on the way', () => {
  const kernel = openKernel({ root: kernelTree({ [`${MODULE_DIR}/modules.order`]: undefined }) })
  expect(kernel.diagnostics).toEqual([])
  kernel.modules()
  expect(kernel.diagnostics.map(({ code }) => code)).toEqual(['modules-order-missing'])
})
