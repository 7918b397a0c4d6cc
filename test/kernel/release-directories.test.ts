import { expect, it } from 'vitest'
import { nodeHost } from '../../src/host/node-host.ts'
import { isDirectory, isFlat, releasesBelow } from '../../src/kernel/release-directories.ts'
import { tempTree } from '../support/temp-tree.ts'

it('has directories only, and none of what is not there', () => {
  const root = tempTree({ '6.1/x': '', 'modules.order': '', file: '' })
  expect(releasesBelow(nodeHost, root)).toEqual(['6.1'])
  expect(releasesBelow(nodeHost, `${root}/none`)).toEqual([])
  expect(releasesBelow(nodeHost, `${root}/file`)).toEqual([])
  expect([isDirectory(nodeHost, `${root}/6.1`), isDirectory(nodeHost, `${root}/file`)]).toEqual([true, false])
})

it.each([
  [{ 'ufs.ko': '' }, true],
  [{ 'ufs.ko.gz': '', 'extra/x.ko': '' }, true],
  [{ 'modules.load': '' }, true],
  [{ '6.1/modules.order': '', 'ufs.ko': '' }, false],
  [{ readme: '' }, false],
])('knows a directory of modules without a release: %j', (entries, expected) => {
  expect(isFlat(nodeHost, tempTree(entries))).toBe(expected)
})
