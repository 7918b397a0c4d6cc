import { expect, it } from 'vitest'
import type { ArchiveEntry } from '../../src/archives/archive-entry.ts'
import { memoryRange } from '../../src/archives/byte-range.ts'
import { FileTree } from '../../src/archives/file-tree.ts'
import { mergeTrees } from '../../src/archives/layers.ts'
import type { TreeNode } from '../../src/archives/tree-nodes.ts'

const COMMON = { mode: 0o644, mtimeNs: 1n }

/** A tree of files that hold their layer's name; a name with `!` at its end is a device 0/0. */
function treeOf(label: string, ...paths: string[]): FileTree {
  const tree = new FileTree(label)
  for (const path of paths) {
    const entry: ArchiveEntry = path.endsWith('!')
      ? { ...COMMON, path: path.slice(0, -1), kind: 'other', device: 0 }
      : { ...COMMON, path, kind: 'file', content: memoryRange(Buffer.from(label)) }
    tree.add(entry)
  }
  return tree
}

function listing(node: TreeNode, path = ''): string[] {
  if (node.kind !== 'directory') return [`${path} ${node.layer}`]
  return [...node.children].flatMap(([name, child]) => listing(child, `${path}/${name}`)).sort()
}

it('mergeTrees() lets the later layer win and joins directories', () => {
  const merged = mergeTrees(treeOf('base', 'lib/a', 'lib/b', 'etc/x'), treeOf('ext', 'lib/b', 'lib/c', 'etc'))
  expect(listing(merged.root)).toEqual(['/etc ext', '/lib/a base', '/lib/b ext', '/lib/c ext'])
})

it('mergeTrees() honours both kinds of whiteouts, and opaque directories', () => {
  const base = treeOf('base', 'lib/a', 'lib/b', 'lib/d/e', 'opt/x', 'opt/y')
  const upper = treeOf('ext', 'lib/.wh.a', 'lib/b!', 'opt/.wh..wh..opq', 'opt/z')
  expect(listing(mergeTrees(base, upper).root)).toEqual(['/lib/d/e base', '/opt/z ext'])
})

it('mergeTrees() leaves its inputs as they are and works on what it made', () => {
  const [base, upper] = [treeOf('base', 'lib/a'), treeOf('ext', 'lib/.wh.a')]
  expect(listing(mergeTrees(mergeTrees(base, upper), treeOf('top', 'lib/t')).root)).toEqual(['/lib/t top'])
  expect(listing(base.root)).toEqual(['/lib/a base'])
})
