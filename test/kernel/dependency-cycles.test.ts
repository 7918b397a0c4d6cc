import { expect, it } from 'vitest'
import { dependencyCycles, indexEdges } from '../../src/kernel/dependency-cycles.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { buildModule } from '../support/elf-builder.ts'
import { kernelTree, MODULE_DIR } from './kernel-tree.ts'

it('finds no cycle where all can be ordered', async () => {
  const facts = await openKernel({ root: kernelTree() }).facts()
  expect(dependencyCycles(facts)).toEqual([])
  expect(indexEdges(facts).groupCount).toBe(5)
})

it('finds three that need each other', async () => {
  const ring = (name: string, next: string) => buildModule({ exports: [`of_${name}`], needs: [`of_${next}`] })
  const facts = await openKernel({
    root: kernelTree({
      [`${MODULE_DIR}/a.ko`]: ring('a', 'b'),
      [`${MODULE_DIR}/b.ko`]: ring('b', 'c'),
      [`${MODULE_DIR}/c.ko`]: ring('c', 'a'),
    }),
  }).facts()
  const [cycle = []] = dependencyCycles(facts)
  expect(cycle[0]).toBe(cycle.at(-1))
  expect([...new Set(cycle)].map((position) => facts.modules[position]?.modname).sort()).toEqual([
    'a',
    'b',
    'c',
  ])
})
