import { expect, it } from 'vitest'
import { kernelDocument } from '../../../src/cli/tskmod/subcommand.ts'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { kernelTree, RELEASE } from '../../kernel/kernel-tree.ts'

it('names the kernel as documents do', () => {
  const root = kernelTree()
  expect(kernelDocument(openKernel({ root }))).toEqual({ kernel: { root, release: RELEASE } })
})
