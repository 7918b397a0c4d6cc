/**
 * Packages of today's distributions have their modules below `usr/lib`, and rely on the link `lib` -> `usr/lib` that the
 * package of the root directory brings (systemd's file-hierarchy(7)). A tree that is seen by itself gets it here, so that
 * the usual paths lead to its modules.
 */
import type { FileTree } from '../archives/file-tree.ts'
import { nextInode } from '../archives/tree-nodes.ts'

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
