/**
 * Writes cpio archives of the "new ASCII" format (see cpio.ts), as the kernel unpacks them into its initramfs. All belongs to
 * root, inodes are numbered from 1, and all times are the same: the bytes depend on the tree and the time alone.
 */
import { KmodError } from '../base/errors.ts'
import { fromByteString } from '../base/names.ts'
import { bytesAt } from './byte-range.ts'
import type { FileTree } from './file-tree.ts'
import { treeEntries } from './tree-entries.ts'
import type { TreeNode } from './tree-nodes.ts'

const TYPE_BITS = { file: 0o100000, directory: 0o040000, symlink: 0o120000, other: 0 } as const
/** What sizes and times have: 8 hexadecimal digits. */
const MAX_NUMBER = 0xffffffff
const BLOCK = 512

/** @param seconds since the epoch. @throws KmodError KMOD_LIMIT for a file of 4 GiB or more */
export function* cpioArchive(tree: FileTree, seconds: number): Generator<Uint8Array> {
  let [inode, written] = [0, 0]
  const entry = function* (path: string, mode: number, data: Uint8Array, links = 1): Generator<Uint8Array> {
    const name = Buffer.from(`${path}\0`, 'latin1')
    const time = Math.min(Math.max(seconds, 0), MAX_NUMBER)
    const numbers = [inode++, mode, 0, 0, links, time, data.length, 0, 0, 0, 0, name.length, 0]
    const header = `070701${numbers.map((number) => number.toString(16).padStart(8, '0')).join('')}`
    for (const part of [Buffer.concat([Buffer.from(header), name]), data]) {
      written += part.length
      yield part
      const padding = -written & 3
      written += padding
      if (padding > 0) yield new Uint8Array(padding)
    }
  }
  inode = 1
  for (const { path, node } of treeEntries(tree.root)) {
    if (node.kind === 'other') continue
    yield* entry(
      // With the slash, Linux keeps a link to a directory that an archive in front of this one has in its place, such as
      // `lib` where /usr is merged; without, it would remove the link, and all that is found by it (init/initramfs.c,
      // clean_path).
      node.kind === 'directory' ? `${path}/` : path,
      TYPE_BITS[node.kind] | node.mode,
      dataOf(path, node),
      node.kind === 'directory' ? 2 : 1,
    )
  }
  inode = 0
  yield* entry('TRAILER!!!', 0, new Uint8Array())
  yield new Uint8Array((BLOCK - (written % BLOCK)) % BLOCK)
}

function dataOf(path: string, node: TreeNode): Uint8Array {
  if (node.kind === 'file' && node.content.size > MAX_NUMBER)
    throw new KmodError(
      'KMOD_LIMIT',
      `Cannot write "${fromByteString(path)}" to a cpio archive: it has 4 GiB or more`,
    )
  if (node.kind === 'file') return bytesAt(node.content, 0, node.content.size)
  return node.kind === 'symlink' ? Buffer.from(node.target, 'latin1') : new Uint8Array()
}
