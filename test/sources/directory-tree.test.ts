import { expect, it } from 'vitest'
import { nodeHost } from '../../src/host/node-host.ts'
import { directoryTree } from '../../src/sources/directory-tree.ts'
import { expectSameFiles, sampleRoot } from '../support/sample-root.ts'

it('directoryTree() is the directory', () => {
  const root = sampleRoot()
  expect(expectSameFiles(directoryTree(nodeHost, root), root)).toBeGreaterThan(15)
})

it('directoryTree() looks at nothing before it is asked', () => {
  const asked: string[] = []
  const host = {
    ...nodeHost,
    listDirectory(path: string) {
      asked.push(path)
      return nodeHost.listDirectory(path)
    },
  }
  const root = sampleRoot()
  const tree = directoryTree(host, root, 'base')
  expect(asked).toEqual([])
  expect(tree.get('usr/lib/empty')).toMatchObject({ kind: 'file', layer: 'base', mode: 0o640 })
  expect(asked).toEqual([root, `${root}/usr`, `${root}/usr/lib`])
})
