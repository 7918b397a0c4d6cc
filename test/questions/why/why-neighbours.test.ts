import { expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { neighbours } from '../../../src/questions/why/why-neighbours.ts'
import { moduleTree } from '../../support/module-tree.ts'

const around = async (modname: string, wantsTree = false) => {
  const root = await moduleTree({
    low: { exports: ['low_a', 'low_b'] },
    mid: { needs: ['low_a', 'low_b'], exports: ['mid'], modinfo: ['softdep=post: low', 'weakdep=weak'] },
    weak: {},
    top: { needs: ['mid'] },
    asker: { modinfo: ['softdep=pre: mid'] },
  })
  const kernel = openKernel({ root })
  return neighbours(kernel, await kernel.names(), modname, wantsTree)
}

it('has what a module needs: symbols first, then softdeps and weakdeps', async () => {
  const { providers, tree } = await around('mid')
  expect(providers.map(({ to, kind }) => [to, kind])).toEqual([
    ['low', 'symbols'],
    ['low', 'softdep-post'],
    ['weak', 'weakdep'],
  ])
  expect(providers[0]?.symbols).toEqual(['low_a', 'low_b'])
  expect(tree).toBeUndefined()
})

it('has who needs it, itself and through others', async () => {
  expect((await around('mid')).users).toEqual([
    { modname: 'top', kind: 'symbols', symbols: ['mid'] },
    { modname: 'asker', kind: 'softdep-pre', symbols: ['mid'] },
  ])
  expect((await around('low')).allUsers).toEqual(['mid', 'top'])
  expect((await around('top')).users).toEqual([])
})

it('has a tree on request, and nothing about a name that no module has', async () => {
  const { tree } = await around('top', true)
  expect(tree?.below.map(({ modname }) => modname)).toEqual(['mid'])
  expect(await around('nobody')).toMatchObject({ providers: [], users: [], allUsers: [] })
})
