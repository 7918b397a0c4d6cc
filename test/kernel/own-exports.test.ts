import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ownExports } from '../../src/kernel/own-exports.ts'
import { pack } from '../support/containers.ts'
import { tempTree } from '../support/temp-tree.ts'

const SYMVERS =
  '0x00000001\t_printk\tvmlinux\tEXPORT_SYMBOL\t\n0x00000002\tof_dm\tdrivers/md/dm-mod\tEXPORT_SYMBOL_GPL\t\n'

it.each(['gz', 'xz', 'zst'] as const)('reads a Module.symvers that is compressed with %s', async (format) => {
  const tree = tempTree({ [`symvers.${format}`]: pack(Buffer.from(SYMVERS), format) })
  const { own, symvers } = await ownExports({ symvers: join(tree, `symvers.${format}`) })
  expect([[...own.keys()], [...symvers.keys()]]).toEqual([['_printk'], ['_printk', 'of_dm']])
})

it('takes System.map where that is all there is, and nothing without one', async () => {
  const tree = tempTree({ 'System.map': 'ffffffff81000000 r __ksymtab__printk\n' })
  const { own, symvers } = await ownExports({ systemMap: join(tree, 'System.map') })
  expect([[...own.keys()], symvers.size]).toEqual([['_printk'], 0])
  expect((await ownExports({})).own.size).toBe(0)
})
