/**
 * The tables of a squashfs 4.0 image (Documentation/filesystems/squashfs.rst; fs/squashfs/squashfs_fs.h):
 *
 *   Superblock   96 bytes: magic "hsqs", inodes u32, mtime u32, block size u32, fragments u32, compression u16, log2 of the block
 *                size u16, flags u16, ids u16, major u16, minor u16, root inode u64, bytes used u64, tables of ids, xattrs,
 *                inodes, directories, fragments, exports, each u64
 *   Metadata     blocks of 8 KiB, each after a u16: bit 15 set when it is not compressed, the rest is its size; what is in them
 *                is one stream, addressed by the position of a block from the start of the table and an offset in it
 * Integers are little-endian.
 */
import { archiveError } from './archive-error.ts'
import { type ByteRange, bytesAt } from './byte-range.ts'
import { MAX_ENTRIES, tooManyEntries } from './entry-limit.ts'

export const SQUASHFS_MAGIC = 'hsqs'
const SUPERBLOCK_SIZE = 96
const METADATA_SIZE = 8192
const NOT_COMPRESSED = 0x8000
/** The position of a table that is not there. */
const NO_TABLE = 0xffff_ffff_ffff_ffffn
/** The kernel takes no larger blocks: SQUASHFS_FILE_MAX_LOG. */
const MAX_BLOCK_LOG = 20

export const SQUASHFS_COMPRESSIONS = ['', 'zlib', 'lzma', 'lzo', 'xz', 'lz4', 'zstd'] as const
export type BlockCompression = (typeof SQUASHFS_COMPRESSIONS)[number]

/** Decompresses one block to at most `maxSize` bytes. The result may be a view that is gone with the next call. */
export type DecompressBlock = (block: Uint8Array, maxSize: number) => Uint8Array

export interface Superblock {
  readonly blockSize: number
  readonly fragments: number
  readonly compression: BlockCompression
  readonly rootInode: bigint
  readonly inodeTable: number
  readonly directoryTable: number
  readonly fragmentTable: number
  /** Of extended attributes, in an image that has any. */
  readonly xattrTable: number | undefined
}

/** @throws KmodError KMOD_ARCHIVE */
export function readSuperblock(range: ByteRange): Superblock {
  const view = viewOf(bytesAt(range, 0, SUPERBLOCK_SIZE))
  const compression = SQUASHFS_COMPRESSIONS[view.getUint16(20, true)]
  const [blockSize, blockLog] = [view.getUint32(12, true), view.getUint16(22, true)]
  if (view.getUint16(28, true) !== 4) throw archiveError('only squashfs 4 is supported')
  // Hard links can make more names, which are counted when they are read.
  if (view.getUint32(4, true) > MAX_ENTRIES) throw tooManyEntries()
  if (blockLog > MAX_BLOCK_LOG || blockSize !== 2 ** blockLog)
    throw archiveError('the squashfs superblock is damaged')
  if (!compression) throw archiveError(`squashfs compression ${view.getUint16(20, true)} is unknown`)
  return {
    blockSize,
    fragments: view.getUint32(16, true),
    compression,
    rootInode: view.getBigUint64(32, true),
    inodeTable: Number(view.getBigUint64(64, true)),
    directoryTable: Number(view.getBigUint64(72, true)),
    fragmentTable: Number(view.getBigUint64(80, true)),
    xattrTable: view.getBigUint64(56, true) === NO_TABLE ? undefined : Number(view.getBigUint64(56, true)),
  }
}

/** The blocks of a table as one stream. Blocks are kept, as inodes and directories go back and forth between them. */
export class MetadataReader {
  readonly #range: ByteRange
  readonly #decompress: DecompressBlock
  readonly #blocks = new Map<number, { readonly bytes: Uint8Array; readonly next: number }>()

  constructor(range: ByteRange, decompress: DecompressBlock) {
    this.#range = range
    this.#decompress = decompress
  }

  /** A cursor at `offset` in the uncompressed content of the block at `position` of the image. */
  at(position: number, offset: number): MetadataCursor {
    return new MetadataCursor((where) => this.#blockAt(where), position, offset)
  }

  #blockAt(position: number): { readonly bytes: Uint8Array; readonly next: number } {
    const known = this.#blocks.get(position)
    if (known) return known
    const header = viewOf(bytesAt(this.#range, position, 2)).getUint16(0, true)
    const size = header & ~NOT_COMPRESSED
    const stored = bytesAt(this.#range, position + 2, size)
    const bytes = header & NOT_COMPRESSED ? stored : this.#decompress(stored, METADATA_SIZE).slice()
    const block = { bytes, next: position + 2 + size }
    this.#blocks.set(position, block)
    return block
  }
}

/** Reads on from a place in a table, over the ends of blocks. */
export class MetadataCursor {
  readonly #blockAt: (position: number) => { readonly bytes: Uint8Array; readonly next: number }
  #position: number
  #offset: number

  constructor(
    blockAt: (position: number) => { readonly bytes: Uint8Array; readonly next: number },
    position: number,
    offset: number,
  ) {
    this.#blockAt = blockAt
    this.#position = position
    this.#offset = offset
  }

  /** The next `size` bytes. @throws KmodError KMOD_ARCHIVE */
  take(size: number): DataView {
    const taken = new Uint8Array(size)
    for (let done = 0; done < size; ) {
      const { bytes, next } = this.#blockAt(this.#position)
      const part = bytes.subarray(this.#offset, this.#offset + size - done)
      taken.set(part, done)
      done += part.length
      this.#offset += part.length
      if (this.#offset < bytes.length) continue
      if (bytes.length === 0) throw archiveError('a squashfs table is damaged')
      this.#offset -= bytes.length
      this.#position = next
    }
    return viewOf(taken)
  }
}

export const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength)
