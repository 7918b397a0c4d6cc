import { expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { against } from '../../../src/questions/compare/against.ts'
import { moduleTree, SMALL_DIR } from '../../support/module-tree.ts'

const FULL = {
  low: { exports: ['low'], needs: ['lower'] },
  lower: { exports: ['lower'] },
  top: {
    needs: ['low'],
    modinfo: [
      'softdep=pre: soft',
      'softdep=post: second',
      'weakdep=weak',
      'firmware=top.bin',
      'firmware=none.bin',
    ],
  },
  soft: {},
  second: {},
  weak: {},
  driver: { modinfo: ['alias=pci:v00001234d*'] },
  rival: { modinfo: ['alias=pci:v00001234d*sv*'] },
  unrelated: { modinfo: ['alias=pci:v00009999d*'] },
}
const BUILTIN = {
  [`${SMALL_DIR}/modules.builtin`]: 'kernel/drivers/gpu/i915.ko\n',
  [`${SMALL_DIR}/modules.builtin.modinfo`]: 'i915.firmware=i915.bin\0',
}
const FIRMWARE = { 'lib/firmware/top.bin': 'x', 'lib/firmware/i915.bin': 'x' }

it('finds what the modules of an image would have in the full kernel', async () => {
  const { top, driver } = FULL
  const full = openKernel({ root: await moduleTree(FULL, { ...BUILTIN, ...FIRMWARE }) })
  const image = openKernel({ root: await moduleTree({ top, driver, own: {} }, BUILTIN) })
  const { lacks, unknown } = await against(image, full)
  expect(lacks.map(({ kind, name, for: users, by }) => [kind, name, users, by])).toEqual([
    ['dependency', 'low', ['top'], ['low']],
    ['dependency', 'lower', ['low'], ['lower']],
    ['softdep', 'second', ['top'], ['second']],
    ['softdep', 'soft', ['top'], ['soft']],
    ['weakdep', 'weak', ['top'], ['weak']],
    ['firmware', 'i915.bin', ['i915'], []],
    ['firmware', 'top.bin', ['top'], []],
    ['alias', 'rival', ['driver'], ['pci:v00001234d*sv*']],
  ])
  expect(unknown).toEqual(['own'])
})

it('finds nothing where the image is the kernel', async () => {
  const root = await moduleTree(FULL, FIRMWARE)
  expect(await against(openKernel({ root }), openKernel({ root }))).toEqual({ lacks: [], unknown: [] })
})
