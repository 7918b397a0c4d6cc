import { expect, it } from 'vitest'
import { FileTree } from '../../src/archives/file-tree.ts'
import { addUsrLink } from '../../src/sources/merged-usr.ts'

const treeOf = (...paths: string[]): FileTree => {
  const tree = new FileTree()
  for (const path of paths) tree.add({ path, kind: 'directory', mode: 0o755, mtimeNs: 0n })
  return tree
}

it('makes lib lead to usr/lib where a package has that alone', () => {
  const tree = addUsrLink(treeOf('usr/lib/modules/6.12'))
  expect(tree.find('lib', false)).toMatchObject({ kind: 'symlink', target: 'usr/lib' })
  expect(tree.find('lib/modules/6.12')).toBe(tree.find('usr/lib/modules/6.12'))
})

it.each([[['lib/modules', 'usr/lib/modules']], [['usr/share']], [[]]])('leaves %j as it is', (paths) => {
  const before = [...treeOf(...paths).root.children.keys()]
  expect([...addUsrLink(treeOf(...paths)).root.children.keys()]).toEqual(before)
})
