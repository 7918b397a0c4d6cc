/** The nodes of a tree in an order that depends on their names only, directories before what is in them. */
import { compareBytes } from '../base/names.ts'
import type { DirectoryNode, TreeNode } from './tree-nodes.ts'

export interface TreeEntry {
  /** Relative, without `./`; a byte string. */
  readonly path: string
  readonly node: TreeNode
}

export function* treeEntries(directory: DirectoryNode, above = ''): Generator<TreeEntry> {
  const rows = [...directory.children].sort(([a], [b]) => compareBytes(a, b))
  for (const [name, node] of rows) {
    const path = above === '' ? name : `${above}/${name}`
    yield { path, node }
    if (node.kind === 'directory') yield* treeEntries(node, path)
  }
}
