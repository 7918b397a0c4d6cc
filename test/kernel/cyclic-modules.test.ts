import { expect, it } from 'vitest'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { unindexedTree } from '../support/module-tree.ts'

const CYCLE = {
  a: { exports: ['a'], needs: ['b'] },
  b: { exports: ['b'], needs: ['a'], modinfo: ['alias=dev:b*'] },
  above: { needs: ['a'] },
  lone: { exports: ['lone'], modinfo: ['alias=dev:lone'] },
  user: { needs: ['lone'] },
}

it('answers for the modules outside of a cycle, and names it', async () => {
  const names = await openKernel({ root: unindexedTree(CYCLE) }).names()
  expect(names.cycles.map((cycle) => [...cycle].sort())).toEqual([expect.arrayContaining(['a', 'b'])])
  expect(['a', 'b', 'above', 'lone', 'user'].filter((name) => names.isInCycle(name))).toEqual([
    'a',
    'b',
    'above',
  ])
  expect(names.dependencies('user')?.needs.map(({ modname }) => modname)).toEqual(['lone'])
  expect(names.lookup('dev:lone').map(({ modname }) => modname)).toEqual(['lone'])
})

it('still knows the modules of the cycle, by alias too, and what they need', async () => {
  const names = await openKernel({ root: unindexedTree(CYCLE) }).names()
  expect(names.lookup('dev:b7').map(({ modname }) => modname)).toEqual(['b'])
  expect(names.dependencies('a')?.needs.map(({ modname }) => modname)).toEqual(['b'])
  expect(
    names
      .dependencies('above')
      ?.needs.map(({ modname }) => modname)
      .sort(),
  ).toEqual(['a', 'b'])
})

it('has no cycles where all modules can be ordered', async () => {
  const { lone, user } = CYCLE
  const names = await openKernel({ root: unindexedTree({ lone, user }) }).names()
  expect([names.cycles, names.isInCycle('user')]).toEqual([[], false])
})
