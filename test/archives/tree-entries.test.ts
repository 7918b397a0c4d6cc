import { expect, it } from 'vitest'
import { memoryRange } from '../../src/archives/byte-range.ts'
import { FileTree } from '../../src/archives/file-tree.ts'
import { treeEntries } from '../../src/archives/tree-entries.ts'

it('treeEntries() goes by names, whatever order the tree was made in', () => {
  const paths = ['b/z', 'a.x', 'b/a/y', 'a', '\xff']
  const listingOf = (order: string[]): string[] => {
    const tree = new FileTree()
    for (const path of order)
      tree.add({ path, kind: 'file', content: memoryRange(Buffer.from(path)), mode: 0o644, mtimeNs: 0n })
    return [...treeEntries(tree.root)].map(({ path }) => path)
  }
  expect(listingOf(paths)).toEqual(['a', 'a.x', 'b', 'b/a', 'b/a/y', 'b/z', '\xff'])
  expect(listingOf(paths.toReversed())).toEqual(listingOf(paths))
})
