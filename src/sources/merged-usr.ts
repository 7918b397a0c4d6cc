/**
 * Packages of today's distributions have their modules below `usr/lib`, and rely on the link `lib` -> `usr/lib` that the
 * package of the root directory brings (systemd's file-hierarchy(7)). A tree that is seen by itself gets it here, so that
 * the usual paths lead to its modules.
 */
import { FileTree } from '../archives/file-tree.ts'
import { type DirectoryNode, nextInode, type TreeNode } from '../archives/tree-nodes.ts'

/** Adds the link `lib` to a tree that has `usr/lib` but nothing at `lib`; changes `tree`. */
export function addUsrLink(tree: FileTree): FileTree {
  const { children } = tree.root
  if (!children.has('lib') && tree.find('usr/lib')?.kind === 'directory')
    children.set('lib', {
      kind: 'symlink',
      target: 'usr/lib',
      mode: 0o777,
      mtimeNs: 0n,
      ino: nextInode(),
      layer: tree.root.layer,
    })
  return tree
}

const TO_USR_LIB = /^\/?usr\/lib\/*$/

/**
 * The trees to be put on top of `lower`, one after the other, for a layer that a user names: two if it has a directory `lib`,
 * as `make modules_install` and packages of modules make it, where `lower` has the link to `usr/lib`. Its files then go
 * where the link leads, as when dpkg, rpm or tar unpack it there. By the rules of overlayfs the directory would take the
 * place of the link, and hide the kernel.
 */
export function partsOfLayer(lower: FileTree, upper: FileTree): readonly FileTree[] {
  const [link, lib] = [lower.root.children.get('lib'), upper.root.children.get('lib')]
  if (link?.kind !== 'symlink' || !TO_USR_LIB.test(link.target) || lib?.kind !== 'directory') return [upper]
  const { root, isPlaced } = upper
  const others = [...root.children].filter(([name]) => name !== 'lib')
  const usr = directoryLike(root, [['lib', lib]])
  return [
    new FileTree(undefined, { ...directoryLike(root, others), isOpaque: root.isOpaque }, isPlaced),
    new FileTree(undefined, directoryLike(root, [['usr', usr]]), isPlaced),
  ]
}

/** Its properties may be those of a class, which a spread does not copy. */
function directoryLike(
  { mode, mtimeNs, layer }: DirectoryNode,
  names: Iterable<[string, TreeNode]>,
): DirectoryNode {
  return { kind: 'directory', mode, mtimeNs, ino: nextInode(), layer, children: new Map(names) }
}
