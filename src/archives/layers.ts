/**
 * Trees on top of each other, by the rules of overlayfs (Documentation/filesystems/overlayfs.rst) and of OCI image layers
 * (image-spec, layer.md): what a later one has replaces what is below, directories are merged. `.wh.NAME` or a character
 * device 0/0 in the place of a name hides it; `.wh..wh..opq` in a directory hides all that is below in it.
 */
import { memoize } from '../base/memoize.ts'
import { FileTree } from './file-tree.ts'
import type { DirectoryNode, TreeNode } from './tree-nodes.ts'

const WHITEOUT_PREFIX = '.wh.'
const OPAQUE = '.wh..wh..opq'

/** `upper` on top of `lower`; neither changes. Directories are merged when they are first looked into. */
export const mergeTrees = (lower: FileTree, upper: FileTree): FileTree =>
  new FileTree(undefined, mergedDirectory(lower.root, upper.root), lower.isPlaced && upper.isPlaced)

function mergedDirectory(lower: DirectoryNode | undefined, upper: DirectoryNode): DirectoryNode {
  const merged = memoize(() => mergedChildren(lower, upper))
  const { kind, mode, mtimeNs, ino, layer } = upper
  return {
    kind,
    mode,
    mtimeNs,
    ino,
    layer,
    get children() {
      return merged().children
    },
    get hidden() {
      return merged().hidden
    },
  }
}

interface MergedNames {
  readonly children: Map<string, TreeNode>
  readonly hidden: Map<string, readonly TreeNode[]>
}

function mergedChildren(lower: DirectoryNode | undefined, upper: DirectoryNode): MergedNames {
  const isOpaque = upper.isOpaque === true || upper.children.has(OPAQUE)
  const merged = new Map(isOpaque ? undefined : lower?.children)
  for (const name of upper.children.keys())
    if (name.startsWith(WHITEOUT_PREFIX)) merged.delete(name.slice(WHITEOUT_PREFIX.length))
  for (const [name, node] of upper.children) {
    if (name.startsWith(WHITEOUT_PREFIX)) continue
    if (isWhiteout(node)) merged.delete(name)
    else merged.set(name, onTopOf(merged.get(name), node))
  }
  return { children: merged, hidden: hiddenNames(lower, upper) }
}

/** Of each name, what is below: also what a whiteout has taken away, which nothing else shows. */
function hiddenNames(
  lower: DirectoryNode | undefined,
  upper: DirectoryNode,
): Map<string, readonly TreeNode[]> {
  const hidden = new Map(lower?.hidden)
  for (const name of upper.children.keys()) {
    const below = lower?.children.get(name)
    if (below !== undefined) hidden.set(name, [below, ...(hidden.get(name) ?? [])])
  }
  return hidden
}

const onTopOf = (below: TreeNode | undefined, node: TreeNode): TreeNode =>
  node.kind === 'directory' ? mergedDirectory(below?.kind === 'directory' ? below : undefined, node) : node

const isWhiteout = (node: TreeNode): boolean => node.kind === 'other' && node.device === 0
