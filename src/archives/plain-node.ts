/** The short way to a node of a tree. */
import type { DirectoryNode, TreeNode } from './tree-nodes.ts'

/**
 * The node at a path on which there are no links, as on that of nearly every module: thousands are looked up. `undefined`
 * for any other path.
 */
export function plainNode(root: DirectoryNode, path: string): TreeNode | undefined {
  let node: TreeNode = root
  for (let start = 0; start < path.length; ) {
    const slash = path.indexOf('/', start)
    const end = slash < 0 ? path.length : slash
    if (end > start) {
      const name = path.slice(start, end)
      if (name === '.' || name === '..' || node.kind !== 'directory') return undefined
      const child: TreeNode | undefined = node.children.get(name)
      if (child === undefined || child.kind === 'symlink') return undefined
      node = child
    }
    start = end + 1
  }
  return node
}
