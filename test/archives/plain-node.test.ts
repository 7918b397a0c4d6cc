import { expect, it } from 'vitest'
import { FileTree } from '../../src/archives/file-tree.ts'
import { plainNode } from '../../src/archives/plain-node.ts'

const tree = new FileTree()
tree.add({ path: 'a/b', kind: 'directory', mode: 0o755, mtimeNs: 0n })
tree.add({ path: 'a/link', kind: 'symlink', mode: 0o777, mtimeNs: 0n, target: 'b' })
tree.add({ path: 'a/b/other', kind: 'other', mode: 0o600, mtimeNs: 0n })

it.each(['a', '/a/b', 'a//b/', 'a/b/other'])('finds %s as the tree does', (path) => {
  expect(plainNode(tree.root, path)).toBe(tree.get(path))
})

it('finds the root', () => {
  expect(plainNode(tree.root, '/')).toBe(tree.root)
})

it.each(['a/none', 'a/link', 'a/link/other', 'a/b/..', './a', 'a/b/other/x'])(
  'leaves %s to the tree',
  (path) => {
    expect(plainNode(tree.root, path)).toBeUndefined()
  },
)
