import { expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { aliasIndex, successorsOf } from '../../../src/questions/compare/successors.ts'
import { kernelTree, MODULE_DIR } from '../../kernel/kernel-tree.ts'
import { buildModule } from '../../support/elf-builder.ts'

const kernel = (name: string, spec: Parameters<typeof buildModule>[0], more = {}) =>
  openKernel({ root: kernelTree({ [`${MODULE_DIR}/kernel/${name}.ko`]: buildModule(spec), ...more }) })

it('counts what each module has taken over, the most first', async () => {
  const before = kernel('old', {
    modinfo: ['alias=pci:v1d1*', 'alias=pci:v1d2*', 'alias=fs-old'],
    exports: ['one', 'two', 'three'],
  })
  const after = kernel(
    'next',
    { modinfo: ['alias=pci:v1*'], exports: ['one'], needs: ['two'] },
    { [`${MODULE_DIR}/modules.builtin.modinfo`]: 'core.license=GPL\0core.alias=fs-old\0' },
  )
  expect(await successorsOf(before, after, ['old'])).toEqual([
    { modname: 'next', isBuiltin: false, aliases: 2, exports: 1 },
    { modname: 'core', isBuiltin: true, aliases: 1, exports: 0 },
    { modname: 'the kernel', isBuiltin: true, aliases: 0, exports: 1 },
  ])
})

it('finds none for a module without aliases and exports', async () => {
  expect(await successorsOf(kernel('old', {}), kernel('next', {}), ['old'])).toEqual([])
})

it('leaves out of the index what no index holds', () => {
  const index = aliasIndex(
    new Map([
      ['\xe4', 'a'],
      ['b', 'c'],
    ]),
  )
  expect(index.match('b').map(({ value }) => value)).toEqual(['c'])
})
