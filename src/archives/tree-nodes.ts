/** The nodes of a tree of names, and the inode numbers that tell them apart. */
import type { ByteRange } from './byte-range.ts'

/** What all kinds of nodes have. */
export interface NodeCommon {
  readonly mode: number
  readonly mtimeNs: bigint
  /** Unique in this process; hard links share one. */
  readonly ino: bigint
  /** The label of the layer that the node is from, where the tree was made of several. */
  readonly layer?: string | undefined
}

export interface DirectoryNode extends NodeCommon {
  readonly kind: 'directory'
  /** By name. May be worked out when it is first asked for. */
  readonly children: Map<string, TreeNode>
  /** What is at its path in layers below is hidden. */
  readonly isOpaque?: boolean | undefined
  /** What the names in it would be without the layers on top: the next one below first. Absent where there are no layers. */
  readonly hidden?: ReadonlyMap<string, readonly TreeNode[]>
}

export type TreeNode =
  | DirectoryNode
  | (NodeCommon & {
      readonly kind: 'file'
      readonly content: ByteRange
      /** For a module whose content is not there: Host.storedModule. */
      readonly stored?: { readonly store: object; readonly row: number } | undefined
    })
  | (NodeCommon & { readonly kind: 'symlink'; readonly target: string })
  | (NodeCommon & { readonly kind: 'other'; readonly device?: number | undefined })

let lastInode = 0n

/** Trees are put on top of each other, so numbers are unique among all trees of the process. */
export const nextInode = (): bigint => ++lastInode

/** The first of `count` numbers for a tree that numbers its nodes itself. */
export function reserveInodes(count: number): bigint {
  const first = lastInode + 1n
  lastInode += BigInt(count)
  return first
}

export const emptyDirectory = (layer?: string): DirectoryNode => ({
  kind: 'directory',
  mode: 0o755,
  mtimeNs: 0n,
  ino: nextInode(),
  layer,
  children: new Map(),
})
