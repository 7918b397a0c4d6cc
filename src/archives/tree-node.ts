/** The nodes of a tree of names. */
import type { ByteRange } from './byte-range.ts'

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
