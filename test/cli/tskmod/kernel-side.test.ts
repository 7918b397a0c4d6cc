import { expect, it } from 'vitest'
import { openSide } from '../../../src/cli/tskmod/kernel-side.ts'
import type { GivenOptions } from '../../../src/cli/tskmod/subcommand.ts'
import type { KernelOptions } from '../../../src/kernel/kernel-location.ts'
import { type Kernel, openKernel } from '../../../src/kernel/open-kernel.ts'
import { kernelTree, MODULE_DIR, RELEASE } from '../../kernel/kernel-tree.ts'

const given = (root?: string): GivenOptions => ({
  has: (name) => name === 'root' && root !== undefined,
  value: (name) => (name === 'root' ? root : undefined),
  values: () => [],
  list: () => [],
})

const opener =
  (root = '/') =>
  async (other: Partial<KernelOptions> = {}): Promise<Kernel> =>
    openKernel({ root, ...other })

it('takes a root, a module directory and a release for the same kernel', async () => {
  const root = kernelTree()
  const sides = [
    await openSide(root, given(), opener()),
    await openSide(`${root}/${MODULE_DIR}/`, given(), opener()),
    await openSide(RELEASE, given(root), opener(root)),
  ]
  for (const { place } of sides) expect(place.moduleDir).toBe(`${root}/${MODULE_DIR}`)
})

it('finds the file of symbols that is beside the modules', async () => {
  const root = kernelTree({ [`${MODULE_DIR}/symvers`]: '' })
  expect((await openSide(root, given(), opener())).options.symvers).toBe(`${root}/${MODULE_DIR}/symvers`)
})

it('refuses what is not there', async () => {
  await expect(openSide('/nowhere', given(), opener())).rejects.toMatchObject({ code: 'KMOD_USAGE' })
})
