/** A file of facts as a tree: names, sizes and modes are there, and the content of small files, but not that of modules. */
import { type ByteRange, memoryRange } from '../archives/byte-range.ts'
import { FileTree } from '../archives/file-tree.ts'
import { reserveInodes, type TreeNode } from '../archives/tree-nodes.ts'
import { KmodError } from '../base/errors.ts'
import { decodeFacts, type FactsContent } from '../facts-file/facts-file.ts'
import type { StoredTree } from '../facts-file/stored-tree.ts'

/**
 * @param root where the tree is seen: a byte string
 * @param layer what the nodes are labelled with, where several trees are put on top of each other
 * @throws KmodError KMOD_FACTS
 */
export function factsTree(bytes: Uint8Array, root: string, layer?: string): FileTree {
  const facts = decodeFacts(bytes, root)
  const { tree } = facts
  const source: Source = { facts, tree, layer, firstInode: reserveInodes(tree.count) }
  const top = new DirectoryNode(source, 0)
  const directories: (DirectoryNode | undefined)[] = [top]
  for (let row = 1; row < tree.count; row++) {
    const node = nodeOf(source, row)
    if (node instanceof DirectoryNode) directories[row] = node
    directories[tree.parent(row)]?.children.set(tree.name(row), node)
  }
  // Threads have the host of the machine, which knows nothing of what is stored.
  return new FileTree(layer, top, false)
}

interface Source {
  readonly facts: FactsContent
  readonly tree: StoredTree
  readonly layer: string | undefined
  readonly firstInode: bigint
}

function nodeOf(source: Source, row: number): TreeNode {
  switch (source.tree.kind(row)) {
    case 'directory':
      return new DirectoryNode(source, row)
    case 'symlink':
      return new LinkNode(source, row)
    case 'file':
      return new FileNode(source, row)
    case 'other':
      return new OtherNode(source, row)
  }
}

/** Numbers are taken from the columns when they are asked for: most are never. */
class StoredNode {
  protected readonly source: Source
  protected readonly row: number

  constructor(source: Source, row: number) {
    this.source = source
    this.row = row
  }

  get mode(): number {
    return this.source.tree.mode(this.row)
  }

  get mtimeNs(): bigint {
    return this.source.tree.mtimeNs(this.row)
  }

  get ino(): bigint {
    return this.source.firstInode + BigInt(this.row)
  }

  get layer(): string | undefined {
    return this.source.layer
  }
}

class DirectoryNode extends StoredNode {
  readonly kind = 'directory'
  readonly children = new Map<string, TreeNode>()
}

class LinkNode extends StoredNode {
  readonly kind = 'symlink'

  get target(): string {
    return this.source.tree.target(this.row)
  }
}

class OtherNode extends StoredNode {
  readonly kind = 'other'
}

class FileNode extends StoredNode {
  readonly kind = 'file'

  get content(): ByteRange {
    const { facts, tree } = this.source
    const { row } = this
    const number = tree.content(row)
    return {
      size: tree.size(row),
      read: (target, position, start, end) =>
        number === undefined
          ? refuse(tree.name(row))
          : memoryRange(facts.content(number)).read(target, position, start, end),
    }
  }

  get stored(): { readonly store: object; readonly row: number } | undefined {
    const module = this.source.tree.module(this.row)
    return module === undefined ? undefined : { store: this.source.facts.store, row: module }
  }
}

function refuse(name: string): never {
  throw new KmodError(
    'KMOD_FACTS',
    `the content of "${name}" is not in the file of facts, only what was read of it`,
    { path: name, errno: 'ENODATA' },
  )
}
