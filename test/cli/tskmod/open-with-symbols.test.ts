import { expect, it } from 'vitest'
import { openWithSymbols } from '../../../src/cli/tskmod/open-with-symbols.ts'
import type { GivenOptions } from '../../../src/cli/tskmod/subcommand.ts'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { kernelTree, RELEASE } from '../../kernel/kernel-tree.ts'
import { tempTree } from '../../support/temp-tree.ts'

const given = (...names: string[]): GivenOptions => ({
  has: (name) => names.includes(name),
  value: () => undefined,
  values: () => [],
  list: () => [],
})

it('looks for a file of symbols below the root unless one is named', async () => {
  const root = tempTree({
    [`lib/modules/${RELEASE}/modules.dep`]: '',
    [`boot/System.map-${RELEASE}`]: '0000000000000000 T printk\n',
  })
  const opened: object[] = []
  const open = async (other: object = {}) => {
    opened.push(other)
    return openKernel({ root, ...other })
  }
  const found = await openWithSymbols(given(), open)
  expect(found.options.systemMap).toBe(`${root}/boot/System.map-${RELEASE}`)
  expect(opened).toHaveLength(2)
  const named = await openWithSymbols(given('symvers'), open)
  expect(named.options.systemMap).toBeUndefined()
  expect(opened).toHaveLength(3)
})

it('opens the kernel without one when there is none', async () => {
  const kernel = await openWithSymbols(given(), async (other) => openKernel({ root: kernelTree(), ...other }))
  expect(kernel.place.release).toBe(RELEASE)
})
