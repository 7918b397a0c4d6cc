import { expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { graph } from '../../../src/questions/graph/graph.ts'
import { kernelTree } from '../../kernel/kernel-tree.ts'

it('has a node for each module, and an edge for each reason', async () => {
  const { nodes, edges } = await graph(openKernel({ root: kernelTree() }), {
    names: ['dm-crypt', 'ext4', 'nobody'],
  })
  expect(nodes.map(({ modname, kind, reason }) => [modname, kind, reason])).toEqual([
    ['dm_mod', 'module', 'dependency'],
    ['crypto', 'module', 'dependency'],
    ['aes_generic', 'module', 'softdep-pre'],
    ['dm_crypt', 'module', 'requested'],
    ['ext4', 'builtin', 'requested'],
    ['nobody', 'missing', 'requested'],
  ])
  expect(edges.map(({ from, to, kind }) => `${from} ${kind} ${to}`)).toEqual([
    'aes_generic symbols crypto',
    'dm_crypt symbols dm_mod',
    'dm_crypt symbols crypto',
    'dm_crypt softdep-pre aes_generic',
  ])
})

it('tells firmware and its size', async () => {
  const root = kernelTree({ 'lib/firmware/intel/e1000.bin': 'firmware' })
  const { nodes } = await graph(openKernel({ root }), { names: ['e1000'] })
  expect(nodes).toMatchObject([{ modname: 'e1000', firmware: [{ name: 'intel/e1000.bin', size: 8 }] }])
})
