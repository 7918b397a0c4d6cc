/** A file of facts as a tree: names, sizes and modes are there, and the content of small files, but not that of modules. */
import { type ByteRange, memoryRange } from '../archives/byte-range.ts'
import { type DirectoryNode, FileTree, nextInode, type TreeNode } from '../archives/file-tree.ts'
import { KmodError } from '../base/errors.ts'
import { memoize } from '../base/memoize.ts'
import { decodeFacts, type FactsContent } from '../facts-file/facts-file.ts'
import type { TreeRow } from '../facts-file/tree-columns.ts'

/**
 * @param root where the tree is seen: a byte string
 * @param layer what the nodes are labelled with, where several trees are put on top of each other
 * @throws KmodError KMOD_FACTS
 */
export function factsTree(bytes: Uint8Array, root: string, layer?: string): FileTree {
  const facts = decodeFacts(bytes, root)
  const nodes: TreeNode[] = []
  for (const row of facts.rows) {
    const node = nodeOf(facts, row, layer)
    const parent = nodes.length === 0 ? undefined : nodes[row.parent]
    if (parent?.kind === 'directory') parent.children.set(row.name, node)
    nodes.push(node)
  }
  const [top] = nodes
  return new FileTree(layer, top as DirectoryNode)
}

function nodeOf(facts: FactsContent, row: TreeRow, layer: string | undefined): TreeNode {
  const { kind, mode, mtimeNs, module } = row
  const common = { mode, mtimeNs, ino: nextInode(), layer }
  switch (kind) {
    case 'directory':
      return { ...common, kind, children: new Map() }
    case 'symlink':
      return { ...common, kind, target: row.target ?? '' }
    case 'file': {
      const content = contentOf(facts, row)
      if (module === undefined) return { ...common, kind, content }
      return { ...common, kind, content, stored: { store: facts.store, row: module } }
    }
    case 'other':
      return { ...common, kind }
  }
}

function contentOf(facts: FactsContent, { name, size, content }: TreeRow): ByteRange {
  if (content === undefined) return { size, read: () => refuse(name) }
  const whole = memoize(() => memoryRange(facts.content(content)))
  return { size, read: (target, at, start, end) => whole().read(target, at, start, end) }
}

function refuse(name: string): never {
  throw new KmodError(
    'KMOD_FACTS',
    `the content of "${name}" is not in the file of facts, only what was read of it`,
    {
      path: name,
      errno: 'ENODATA',
    },
  )
}
