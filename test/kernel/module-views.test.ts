import { expect, it } from 'vitest'
import { allCompatible, moduleViewer, moduleViews } from '../../src/kernel/module-views.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { buildModule } from '../support/elf-builder.ts'
import { kernelTree, MODULE_DIR } from './kernel-tree.ts'

it('makes the same view of a module alone and among all', async () => {
  const root = kernelTree({ [`${MODULE_DIR}/kernel/junk.ko`]: 'junk' })
  const facts = await openKernel({ root }).fullFacts()
  const all = moduleViews(facts)
  const viewAt = moduleViewer(facts)
  expect(facts.modules.map((_, position) => viewAt(position))).toEqual(all)
  expect(all[facts.find('junk') ?? -1]).toBeUndefined()
  expect(all[facts.find('dm_crypt') ?? -1]?.needs.map(({ name }) => name)).toContain('crypto_alloc')
})

it.each([
  [['license=GPL'], true],
  [['license=Proprietary'], false],
  [[], false],
])('%o: compatible %s', async (modinfo, expected) => {
  const root = kernelTree({ [`${MODULE_DIR}/kernel/own.ko`]: buildModule({ modinfo }) })
  expect(allCompatible(await openKernel({ root }).fullFacts())).toBe(expected)
})
