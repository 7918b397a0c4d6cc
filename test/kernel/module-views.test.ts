import { expect, it, vi } from 'vitest'
import {
  moduleExports,
  moduleViewer,
  moduleViews,
  proprietaryModules,
} from '../../src/kernel/module-views.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { buildModule } from '../support/elf-builder.ts'
import { tempTree } from '../support/temp-tree.ts'
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

it('shows the version and the binding that each module needs a symbol with', async () => {
  const needing = (weak: boolean, crc?: number) =>
    buildModule({
      needs: [{ name: 'shared', weak }],
      ...(crc !== undefined && { versions: [{ name: 'shared', crc }] }),
    })
  const variants = [needing(false, 1), needing(false, 1), needing(true, 1), needing(false, 2), needing(false)]
  const root = tempTree(
    Object.fromEntries(variants.map((module, i) => [`${MODULE_DIR}/kernel/m${i}.ko`, module])),
  )
  const facts = await openKernel({ root }).fullFacts()
  const views = moduleViews(facts)
  expect(variants.map((_, i) => views[facts.find(`m${i}`) ?? -1]?.needs)).toEqual([
    [{ name: 'shared', weak: false, crc: 1 }],
    [{ name: 'shared', weak: false, crc: 1 }],
    [{ name: 'shared', weak: true, crc: 1 }],
    [{ name: 'shared', weak: false, crc: 2 }],
    [{ name: 'shared', weak: false }],
  ])
})

it.each([
  [['license=GPL'], []],
  [['license=Proprietary'], ['own']],
  [[], ['own']],
])('%o: proprietary %s', async (modinfo, expected) => {
  const root = kernelTree({ [`${MODULE_DIR}/kernel/own.ko`]: buildModule({ modinfo }) })
  const facts = await openKernel({ root }).fullFacts()
  const views = vi.fn(() => moduleViews(facts))
  expect([...proprietaryModules(facts, views, () => moduleExports(facts))]).toEqual(expected)
  // Views of thousands of modules are not made where every licence is a compatible one.
  expect(views).toHaveBeenCalledTimes(expected.length)
})
