import { expect, it } from 'vitest'
import { loadLoadability } from '../../src/kernel/loadability-facts.ts'
import { moduleExports, moduleViews, proprietaryModules } from '../../src/kernel/module-views.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { buildModule } from '../support/elf-builder.ts'
import { tempTree } from '../support/temp-tree.ts'
import { kernelTree, MODULE_DIR, RELEASE } from './kernel-tree.ts'

const built = (layout: number, more: readonly string[] = []) =>
  buildModule({
    modinfo: ['license=GPL', `vermagic=${RELEASE} SMP `, ...more],
    needs: ['_printk'],
    versions: [
      { name: 'module_layout', crc: layout },
      { name: '_printk', crc: 7 },
    ],
  })

it('infers the versions that most modules have, where nothing states them', async () => {
  const root = kernelTree({
    [`${MODULE_DIR}/kernel/a.ko`]: built(1),
    [`${MODULE_DIR}/kernel/b.ko`]: built(1),
    [`${MODULE_DIR}/extra/c.ko`]: built(9),
  })
  const { view, inferred } = await loadLoadability(openKernel({ root }))
  expect(inferred.get('module_layout')).toEqual({ crc: 1, count: 2, total: 3 })
  expect(view.exportOf('module_layout')?.crc).toBe(1)
  expect([view.vermagic, view.knowsKernelSymbols]).toEqual([`${RELEASE} SMP `, false])
  expect(view.elf).toEqual({ elfClass: 64, littleEndian: true, machine: 62 })
  expect(view.exportOf('dm_register_target')).toMatchObject({ owner: { kind: 'module', modname: 'dm_mod' } })
})

it.each([
  [[1, 2, 2, 2], { crc: 2, count: 3, total: 4 }],
  [[1, 2, 3, 2, 2], { crc: 2, count: 3, total: 5 }],
  [[0xfffffffe, 0xfffffffe, 1], { crc: 0xfffffffe, count: 2, total: 3 }],
  [[1, 1, 2, 2], undefined],
  [[1, 1], undefined],
])('infers from the versions %o, whichever comes first: %o', async (versions, expected) => {
  const root = tempTree(
    Object.fromEntries(versions.map((version, i) => [`${MODULE_DIR}/kernel/m${i}.ko`, built(version)])),
  )
  const { inferred } = await loadLoadability(openKernel({ root }))
  expect(inferred.get('module_layout')).toEqual(expected)
})

it('takes versions of a few modules for nothing in a kernel without modversions', async () => {
  const plain = (name: string) =>
    buildModule({ modinfo: ['license=GPL', `vermagic=${RELEASE} SMP `, `name=${name}`] })
  const files = Object.fromEntries(
    ['p', 'q', 'r', 's'].map((name) => [`${MODULE_DIR}/kernel/${name}.ko`, plain(name)]),
  )
  const root = tempTree({
    ...files,
    [`${MODULE_DIR}/extra/a.ko`]: built(1),
    [`${MODULE_DIR}/extra/b.ko`]: built(1),
    [`${MODULE_DIR}/extra/c.ko`]: built(1),
    [`${MODULE_DIR}/extra/d.ko`]: buildModule({
      modinfo: ['license=GPL', `vermagic=${RELEASE} SMP `],
      exports: [{ name: 'of_d', crc: 5 }],
    }),
  })
  const { view, inferred } = await loadLoadability(openKernel({ root }))
  expect(inferred.size).toBe(0)
  expect(view.exportOf('module_layout')).toBe(undefined)
  expect(view.exportOf('of_d')).toEqual({ owner: { kind: 'module', modname: 'd' } })
})

it('takes the symbols of the kernel itself from Module.symvers', async () => {
  const symvers = `${tempTree({ file: '0x00000005\tmodule_layout\tvmlinux\tEXPORT_SYMBOL\t\n' })}/file`
  const { view } = await loadLoadability(openKernel({ root: kernelTree(), symvers }))
  expect([view.exportOf('module_layout')?.crc, view.knowsKernelSymbols]).toEqual([5, true])
})

it('makes modules that use those of a proprietary one proprietary', async () => {
  const root = kernelTree({
    [`${MODULE_DIR}/extra/closed.ko`]: buildModule({ modinfo: ['license=Closed'], exports: ['of_closed'] }),
    [`${MODULE_DIR}/extra/user.ko`]: buildModule({
      modinfo: ['license=GPL'],
      needs: ['of_closed'],
      exports: ['of_user'],
    }),
    [`${MODULE_DIR}/extra/last.ko`]: buildModule({ modinfo: ['license=GPL'], needs: ['of_user'] }),
  })
  const facts = await openKernel({ root }).fullFacts()
  expect(
    [
      ...proprietaryModules(
        facts,
        () => moduleViews(facts),
        () => moduleExports(facts),
      ),
    ].sort(),
  ).toEqual(['closed', 'last', 'user'])
})
