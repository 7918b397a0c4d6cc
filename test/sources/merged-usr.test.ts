import { describe, expect, it } from 'vitest'
import { FileTree } from '../../src/archives/file-tree.ts'
import { mergeTrees } from '../../src/archives/layers.ts'
import { addUsrLink, partsOfLayer } from '../../src/sources/merged-usr.ts'

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

describe('partsOfLayer()', () => {
  const on = (lower: FileTree, upper: FileTree): FileTree =>
    partsOfLayer(lower, upper).reduce(mergeTrees, lower)
  const linked = (): FileTree => addUsrLink(treeOf('usr/lib/modules/6.12/kernel', 'usr/lib/modules/6.12/old'))

  it('puts lib of a layer where the link lib below leads, as unpacking it there does', () => {
    const tree = on(linked(), treeOf('lib/modules/6.12/updates', 'usr/lib/firmware', 'etc'))
    expect(tree.find('lib', false)?.kind).toBe('symlink')
    for (const path of ['lib/modules/6.12/kernel', 'usr/lib/modules/6.12/updates', 'lib/firmware', 'etc'])
      expect(tree.find(path)?.kind).toBe('directory')
  })

  it('keeps whiteouts in it', () => {
    const upper = treeOf('lib/modules/6.12/.wh.old')
    const tree = on(linked(), upper)
    expect(tree.find('lib/modules/6.12/old')).toBeUndefined()
    expect(tree.find('lib/modules/6.12/kernel')?.kind).toBe('directory')
  })

  it.each([
    ['lib is a directory below', treeOf('lib/modules', 'usr/lib'), treeOf('lib/modules')],
    ['the layer has no lib', addUsrLink(treeOf('usr/lib')), treeOf('usr/lib/modules')],
    ['the layer has the link, too', addUsrLink(treeOf('usr/lib')), addUsrLink(treeOf('usr/lib/modules'))],
  ])('leaves a layer as it is where %s', (_, lower, upper) => {
    expect(partsOfLayer(lower, upper)).toEqual([upper])
  })

  it('leaves a layer as it is where lib leads elsewhere', () => {
    const lower = treeOf('opt')
    lower.add({ path: 'lib', kind: 'symlink', target: 'opt', mode: 0o777, mtimeNs: 0n })
    const upper = treeOf('lib/modules')
    expect(partsOfLayer(lower, upper)).toEqual([upper])
  })
})
