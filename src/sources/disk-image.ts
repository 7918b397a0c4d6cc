/**
 * The files of a disk image: those of its partitions that have a file system which is read here, /usr at its place. An image
 * usually has one of them, and beside it hashes and signatures (dm-verity), which are passed over.
 */
import { archiveError } from '../archives/archive-error.ts'
import { type ByteRange, headOf } from '../archives/byte-range.ts'
import { isErofs } from '../archives/erofs-inodes.ts'
import { FileTree } from '../archives/file-tree.ts'
import { gptPartitions } from '../archives/gpt.ts'
import { mergeTrees } from '../archives/layers.ts'
import { isSquashfs } from '../archives/squashfs.ts'
import { emptyDirectory } from '../archives/tree-nodes.ts'

const MAX_PARTITIONS = 16

/** @throws KmodError KMOD_ARCHIVE */
export async function diskImage(
  range: ByteRange,
  layer: string | undefined,
  open: (range: ByteRange) => Promise<FileTree>,
): Promise<FileTree> {
  const partitions = gptPartitions(range).filter(({ content }) => isFileSystem(content))
  if (partitions.length === 0)
    throw archiveError('it is a disk image without a partition of squashfs or erofs')
  if (partitions.length > MAX_PARTITIONS)
    throw archiveError(`it has more than ${MAX_PARTITIONS} file systems`)
  let merged = new FileTree(layer)
  // The root first, as /usr is mounted on top of it.
  for (const { content, isUsr } of partitions.toSorted((a, b) => Number(a.isUsr) - Number(b.isUsr))) {
    const tree = await open(content)
    merged = mergeTrees(merged, isUsr ? below('usr', tree, layer) : tree)
  }
  return merged
}

const isFileSystem = (content: ByteRange): boolean => isSquashfs(headOf(content, 4)) || isErofs(content)

function below(name: string, tree: FileTree, layer: string | undefined): FileTree {
  const root = emptyDirectory(layer)
  root.children.set(name, tree.root)
  return new FileTree(layer, root, tree.isPlaced)
}
