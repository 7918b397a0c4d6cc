import { expect, it } from 'vitest'
import { layOutWarmUpTree, RELEASE } from '../../src/build/warm-up-tree.ts'
import { runTsdepmod, temporaryDirectory } from '../support/run-tsdepmod.ts'

it('layOutWarmUpTree() lays out a kernel that depmod is content with', () => {
  const root = temporaryDirectory()
  layOutWarmUpTree(root)
  const { status, stdout, stderr } = runTsdepmod(['-n', '-b', root, RELEASE])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toContain('dm-crypt.ko: ')
})
