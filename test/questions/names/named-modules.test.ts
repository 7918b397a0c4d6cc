import { expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { namedModules } from '../../../src/questions/names/named-modules.ts'
import { kernelTree } from '../../kernel/kernel-tree.ts'

it('finds modules by name, with either sign, and by directory, and returns what is unknown', async () => {
  const kernel = openKernel({ root: kernelTree() })
  const { modnames, unknown } = await namedModules(kernel, ['dm-crypt', 'dm_mod', '=drivers/md', 'no-such'])
  expect([...modnames].slice(0, 2)).toEqual(['dm_crypt', 'dm_mod'])
  expect(modnames).toContain('dm_mod')
  expect(unknown.map(({ word }) => word)).toEqual(['no-such'])
})

it('finds nothing for no words', async () => {
  const { modnames, unknown } = await namedModules(openKernel({ root: kernelTree() }), [])
  expect([modnames.size, unknown.length]).toEqual([0, 0])
})
