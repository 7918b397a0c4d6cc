import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openAbiTarget } from '../../src/kernel/abi-target.ts'
import { loadModuleSet } from '../../src/kernel/module-set.ts'
import { plainModules } from '../../src/kernel/plain-modules.ts'
import type { KernelView } from '../../src/loadability/kernel-view.ts'
import { refusals } from '../../src/loadability/refusals.ts'
import { buildModule, type ModuleSpec } from '../support/elf-builder.ts'
import { appendSignature } from '../support/signature-builder.ts'
import { tempTree } from '../support/temp-tree.ts'

const SYMVERS = [
  '0x00000001\tmodule_layout\tvmlinux\tEXPORT_SYMBOL\t',
  '0x00000002\tfree\tvmlinux\tEXPORT_SYMBOL\t',
  '0x00000003\tgpl\tvmlinux\tEXPORT_SYMBOL_GPL\t',
  '0x00000004\tspaced\tvmlinux\tEXPORT_SYMBOL_GPL\tNS',
  '0x00000000\tplain\tvmlinux\tEXPORT_SYMBOL\t',
  '',
].join('\n')

const MAGIC = 'vermagic=6.1 SMP '
const GOOD: ModuleSpec = {
  modinfo: ['license=GPL', MAGIC],
  needs: ['free', 'gpl', 'plain'],
  versions: [
    { name: 'module_layout', crc: 1 },
    { name: 'free', crc: 2 },
    { name: 'gpl', crc: 3 },
  ],
}
const FREE = [
  { name: 'module_layout', crc: 1 },
  { name: 'free', crc: 2 },
]

const CASES: readonly (readonly [why: string, spec: ModuleSpec, isPlain: boolean])[] = [
  ['all as it should be', GOOD, true],
  ['exports of its own', { ...GOOD, exports: [{ name: 'own', crc: 9 }] }, true],
  ['another licence', { ...GOOD, modinfo: ['license=MIT', MAGIC] }, false],
  ['no vermagic', { ...GOOD, modinfo: ['license=GPL'] }, false],
  ['another vermagic', { ...GOOD, modinfo: ['license=GPL', 'vermagic=6.1 '] }, false],
  ['another machine', { ...GOOD, machine: 183 }, false],
  ['another version', { ...GOOD, versions: [...FREE, { name: 'gpl', crc: 4 }] }, false],
  ['another layout', { ...GOOD, versions: [{ name: 'module_layout', crc: 2 }, ...FREE.slice(1)] }, false],
  ['no version', { ...GOOD, versions: FREE }, false],
  ['an unknown symbol', { ...GOOD, needs: ['nobody'] }, false],
  ['a namespace', { ...GOOD, needs: ['spaced'], versions: [...FREE, { name: 'spaced', crc: 4 }] }, false],
  [
    'a namespace that it imports',
    {
      ...GOOD,
      modinfo: ['license=GPL', MAGIC, 'import_ns=NS'],
      needs: ['spaced'],
      versions: [...FREE, { name: 'spaced', crc: 4 }],
    },
    true,
  ],
  ['an export that the kernel has', { ...GOOD, exports: [{ name: 'free', crc: 2 }] }, false],
  [
    'versions that a kernel of that release does not read',
    { modinfo: ['license=GPL', MAGIC], needs: ['free'], extendedVersions: FREE },
    false,
  ],
  ['exports without versions', { ...GOOD, exports: ['own'] }, false],
]

const viewOf = (view: KernelView): KernelView => ({
  ...view,
  vermagic: '6.1 SMP ',
  release: '6.1',
  elf: { elfClass: 64, littleEndian: true, machine: 62 },
})

it.each(CASES)('%s', async (_, spec, expected) => {
  const tree = tempTree({ 'm.ko': buildModule(spec), symvers: SYMVERS })
  const { view } = await openAbiTarget(join(tree, 'symvers'))
  const set = await loadModuleSet([join(tree, 'm.ko')], { jobs: 1 })
  const whole = viewOf(view)
  expect(plainModules(set.facts, whole)(0)).toBe(expected)
  const { symvers } = view
  if (symvers === undefined) throw new TypeError('a Module.symvers')
  expect(plainModules(set.facts, whole, { symvers, isReplaced: () => false })(0)).toBe(expected)
  const module = set.moduleAt(0)
  if (module === undefined) throw new TypeError('a module')
  const found = refusals(module, whole).filter(({ kind }) => kind !== 'unsigned')
  expect(found.length === 0).toBe(expected)
})

it('leaves to refusals() what depends on more than the versions', async () => {
  const spec = { ...GOOD, needs: ['free'], versions: FREE.slice(1) }
  const tree = tempTree({ 'm.ko': buildModule(spec), symvers: SYMVERS })
  const { view } = await openAbiTarget(join(tree, 'symvers'))
  const set = await loadModuleSet([join(tree, 'm.ko')], { jobs: 1 })
  const module = set.moduleAt(0)
  if (module === undefined) throw new TypeError('a module')
  expect(plainModules(set.facts, viewOf(view))(0)).toBe(false)
  const strict = { ...viewOf(view), refusesMissingVersions: true }
  expect(refusals(module, strict).map(({ kind }) => kind)).toContain('version-missing')
})

it('looks at signatures where they are enforced, and at broken ones everywhere', async () => {
  const tree = tempTree({
    'm.ko': buildModule(GOOD),
    symvers: SYMVERS,
    'n.ko': appendSignature(buildModule(GOOD), Buffer.alloc(9)),
  })
  const { view } = await openAbiTarget(join(tree, 'symvers'))
  const set = await loadModuleSet([join(tree, 'm.ko'), join(tree, 'n.ko')], { jobs: 1 })
  const isPlain = plainModules(set.facts, viewOf(view))
  expect([isPlain(0), isPlain(1)]).toEqual([true, false])
  expect(plainModules(set.facts, { ...viewOf(view), enforcesSignatures: true })(0)).toBe(false)
})
