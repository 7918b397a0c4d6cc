import { expect, it } from 'vitest'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { inKernelOrder } from '../../src/questions/kernel-order.ts'
import { kernelTree } from '../kernel/kernel-tree.ts'
import { copyOf } from './names-fake.ts'

it('puts copies into the order of depmod, and unknown ones last', () => {
  const kernel = openKernel({ root: kernelTree() })
  const copies = [copyOf('nobody'), ...[...kernel.modules()].reverse()]
  const sorted = inKernelOrder(kernel, copies).map(({ modname }) => modname)
  expect(sorted).toEqual([...kernel.modules().map(({ modname }) => modname), 'nobody'])
})
