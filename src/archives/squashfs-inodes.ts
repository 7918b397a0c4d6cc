/**
 * Inodes and directories of a squashfs image (fs/squashfs/squashfs_fs.h):
 *
 *   Inode       type u16, mode u16, uid u16, gid u16, mtime u32, number u32, then by type:
 *     1 directory   block u32, links u32, size u16, offset u16, parent u32
 *     2 file        start u32, fragment u32, offset u32, size u32, sizes of blocks u32...
 *     3 symlink     links u32, length u32, target
 *     4, 5 device   links u32, number u32      6, 7 fifo, socket   links u32
 *     8 directory   links u32, size u32, block u32, parent u32, index entries u16, offset u16, xattr u32
 *     9 file        start u64, size u64, sparse u64, links u32, fragment u32, offset u32, xattr u32, sizes of blocks u32...
 *     10 and above  as 3 and above, with an xattr u32 at the end
 *   Directory   runs: count less 1 u32, block u32, number u32; per entry: offset u16, number s16, type u16, length less 1 u16, name.
 *               The size in the inode is 3 more, for `.` and `..`
 */
import { byteString } from '../base/bytes.ts'
import { archiveError } from './archive-error.ts'
import type { MetadataCursor, MetadataReader, Superblock } from './squashfs-metadata.ts'

const NO_FRAGMENT = 0xffffffff
/** SQUASHFS_NAME_LEN and PATH_MAX of Linux. */
const MAX_TARGET = 65_535

export interface FileBlocks {
  /** Bytes of the file. */
  readonly size: number
  /** Position of its first block in the image. */
  readonly start: number
  /** Stored sizes, bit 24 set when a block is not compressed; 0 is a block of zeros. */
  readonly blocks: readonly number[]
  /** Where the rest is that fills no block. */
  readonly fragment: { readonly index: number; readonly offset: number } | undefined
  /** Number of its set of attributes; absent where the type of inode has none. */
  readonly xattrs?: number
}

interface InodeCommon {
  readonly number: number
  readonly mode: number
  readonly mtime: number
}

export type Inode = InodeCommon &
  (
    | {
        readonly kind: 'directory'
        readonly block: number
        readonly offset: number
        readonly size: number
        /** Number of its set of attributes; absent where the type of inode has none. */
        readonly xattrs?: number
      }
    | ({ readonly kind: 'file' } & FileBlocks)
    | { readonly kind: 'symlink'; readonly target: string }
    | { readonly kind: 'other'; readonly device?: number }
  )

export interface DirectoryRow {
  readonly name: string
  /** As the root inode in the superblock: position of a block and offset in it. */
  readonly inode: bigint
}

/** @throws KmodError KMOD_ARCHIVE */
export function readInode(
  metadata: MetadataReader,
  { inodeTable, blockSize }: Superblock,
  reference: bigint,
): Inode {
  const cursor = metadata.at(inodeTable + Number(reference >> 16n), Number(reference & 0xffffn))
  const head = cursor.take(16)
  const common = {
    mode: head.getUint16(2, true) & 0o7777,
    mtime: head.getUint32(8, true),
    number: head.getUint32(12, true),
  }
  const type = head.getUint16(0, true)
  switch (type) {
    case 1: {
      const row = cursor.take(16)
      return {
        ...common,
        kind: 'directory',
        block: row.getUint32(0, true),
        size: row.getUint16(8, true),
        offset: row.getUint16(10, true),
      }
    }
    case 8: {
      const row = cursor.take(24)
      return {
        ...common,
        kind: 'directory',
        size: row.getUint32(4, true),
        block: row.getUint32(8, true),
        offset: row.getUint16(18, true),
        xattrs: row.getUint32(20, true),
      }
    }
    case 2:
    case 9:
      return { ...common, kind: 'file', ...fileBlocks(cursor, type === 9, blockSize) }
    case 3:
    case 10: {
      const length = cursor.take(8).getUint32(4, true)
      if (length > MAX_TARGET) throw archiveError('the target of a link is too long')
      return { ...common, kind: 'symlink', target: textOf(cursor.take(length)) }
    }
    case 5:
    case 12:
      return { ...common, kind: 'other', device: cursor.take(8).getUint32(4, true) }
    case 4:
    case 6:
    case 7:
    case 11:
    case 13:
    case 14:
      return { ...common, kind: 'other' }
    default:
      throw archiveError(`an inode of type ${type}, which squashfs does not have`)
  }
}

function fileBlocks(cursor: MetadataCursor, isExtended: boolean, blockSize: number): FileBlocks {
  const row = cursor.take(isExtended ? 40 : 16)
  const start = isExtended ? Number(row.getBigUint64(0, true)) : row.getUint32(0, true)
  const size = isExtended ? Number(row.getBigUint64(8, true)) : row.getUint32(12, true)
  const index = row.getUint32(isExtended ? 28 : 4, true)
  const offset = row.getUint32(isExtended ? 32 : 8, true)
  const count = index === NO_FRAGMENT ? Math.ceil(size / blockSize) : Math.floor(size / blockSize)
  const sizes: number[] = []
  for (let i = 0; i < count; i++) sizes.push(cursor.take(4).getUint32(0, true))
  return {
    size,
    start,
    blocks: sizes,
    fragment: index === NO_FRAGMENT ? undefined : { index, offset },
    ...(isExtended && { xattrs: row.getUint32(36, true) }),
  }
}

/** @throws KmodError KMOD_ARCHIVE */
export function* directoryRows(
  metadata: MetadataReader,
  { directoryTable }: Superblock,
  { block, offset, size }: Extract<Inode, { kind: 'directory' }>,
): Generator<DirectoryRow> {
  const cursor = metadata.at(directoryTable + block, offset)
  for (let left = size - 3; left > 0; ) {
    const run = cursor.take(12)
    left -= 12
    const inodeBlock = BigInt(run.getUint32(4, true)) << 16n
    for (let count = run.getUint32(0, true) + 1; count > 0 && left > 0; count--) {
      const row = cursor.take(8)
      const name = textOf(cursor.take(row.getUint16(6, true) + 1))
      left -= 8 + name.length
      yield { name, inode: inodeBlock | BigInt(row.getUint16(0, true)) }
    }
  }
}

const textOf = ({ buffer, byteOffset, byteLength }: DataView): string =>
  byteString(new Uint8Array(buffer, byteOffset, byteLength))
