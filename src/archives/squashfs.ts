/**
 * squashfs images, read-only file systems such as system extensions. Names and inodes are read at once; the content of a file
 * is read, block by block, when it is asked for.
 */
import { byteString } from '../base/bytes.ts'
import type { ArchiveEntry } from './archive-entry.ts'
import { archiveError } from './archive-error.ts'
import { type ByteRange, bytesAt } from './byte-range.ts'
import { type ExtendedAttribute, isOpaque, refuseMoved } from './overlay-attributes.ts'
import { directoryRows, type FileBlocks, type Inode, readInode } from './squashfs-inodes.ts'
import {
  type DecompressBlock,
  MetadataReader,
  readSuperblock,
  SQUASHFS_MAGIC,
  type Superblock,
  viewOf,
} from './squashfs-metadata.ts'
import { squashfsAttributes } from './squashfs-xattrs.ts'

const NOT_COMPRESSED = 1 << 24
const FRAGMENT_ROW = 16
const FRAGMENTS_PER_BLOCK = 512
/** Linux has no deeper paths. */
const MAX_DEPTH = 2048

export const isSquashfs = (head: Uint8Array): boolean => byteString(head.subarray(0, 4)) === SQUASHFS_MAGIC

/** @throws KmodError KMOD_ARCHIVE */
export function* squashfsEntries(range: ByteRange, decompress: DecompressBlock): Generator<ArchiveEntry> {
  const superblock = readSuperblock(range)
  const image = new SquashfsImage(range, superblock, decompress)
  yield* image.entriesBelow(superblock.rootInode, '', new Set())
}

class SquashfsImage {
  readonly #range: ByteRange
  readonly #superblock: Superblock
  readonly #decompress: DecompressBlock
  readonly #metadata: MetadataReader
  /** The first name of each inode, for hard links. */
  readonly #names = new Map<number, string>()
  /** The block that was read last: files are read from front to back, and small ones share one. */
  #last: { readonly position: number; readonly bytes: Uint8Array } | undefined

  constructor(range: ByteRange, superblock: Superblock, decompress: DecompressBlock) {
    this.#range = range
    this.#superblock = superblock
    this.#decompress = decompress
    this.#metadata = new MetadataReader(range, decompress)
  }

  *entriesBelow(reference: bigint, path: string, above: ReadonlySet<bigint>): Generator<ArchiveEntry> {
    const directory = readInode(this.#metadata, this.#superblock, reference)
    if (directory.kind !== 'directory' || above.has(reference) || above.size > MAX_DEPTH)
      throw archiveError('a directory is damaged', path)
    const inside = new Set([...above, reference])
    for (const row of directoryRows(this.#metadata, this.#superblock, directory)) {
      const inode = readInode(this.#metadata, this.#superblock, row.inode)
      const name = path === '' ? row.name : `${path}/${row.name}`
      yield this.#entryOf(name, inode)
      if (inode.kind === 'directory') yield* this.entriesBelow(row.inode, name, inside)
    }
  }

  #entryOf(path: string, inode: Inode): ArchiveEntry {
    const common = { path, mode: inode.mode, mtimeNs: BigInt(inode.mtime) * 1_000_000_000n }
    switch (inode.kind) {
      case 'directory':
        return { ...common, kind: 'directory', isOpaque: isOpaque(this.#attributesOf(inode.xattrs)) }
      case 'symlink':
        return { ...common, kind: 'symlink', target: inode.target }
      case 'other':
        return { ...common, kind: 'other', ...(inode.device !== undefined && { device: inode.device }) }
      case 'file': {
        const first = this.#names.get(inode.number)
        if (first !== undefined) return { ...common, kind: 'hard-link', target: first }
        this.#names.set(inode.number, path)
        refuseMoved(this.#attributesOf(inode.xattrs))
        return { ...common, kind: 'file', content: this.#contentOf(inode) }
      }
    }
  }

  #attributesOf(xattrs: number | undefined): Iterable<ExtendedAttribute> {
    return xattrs === undefined
      ? []
      : squashfsAttributes(this.#range, this.#metadata, this.#superblock, xattrs)
  }

  #contentOf(file: FileBlocks): ByteRange {
    const { blockSize } = this.#superblock
    /** Where each block is stored; worked out when the file is first read. */
    let positions: number[] | undefined
    return {
      size: file.size,
      read: (target, position, start = 0, end = target.length) => {
        positions ??= positionsOf(file)
        let done = start
        while (done < end && position + done - start < file.size) {
          const at = position + done - start
          const block = this.#blockOf(file, Math.floor(at / blockSize), positions)
          const part = block.subarray(at % blockSize, (at % blockSize) + end - done)
          if (part.length === 0) throw archiveError('a block is shorter than its file')
          target.set(part, done)
          done += part.length
        }
        return done - start
      },
    }
  }

  /** Block `index` of a file, cut to the bytes that belong to it. */
  #blockOf(file: FileBlocks, index: number, positions: readonly number[]): Uint8Array {
    const { blockSize } = this.#superblock
    const size = Math.min(blockSize, file.size - index * blockSize)
    const stored = file.blocks[index]
    if (stored === 0) return new Uint8Array(size)
    if (stored !== undefined) return this.#storedBlock(positions[index] ?? 0, stored).subarray(0, size)
    if (file.fragment === undefined) throw archiveError('a file has fewer blocks than bytes')
    const { index: fragment, offset } = file.fragment
    const { position, stored: fragmentSize } = this.#fragment(fragment)
    return this.#storedBlock(position, fragmentSize).subarray(offset, offset + size)
  }

  #storedBlock(position: number, stored: number): Uint8Array {
    if (this.#last?.position === position) return this.#last.bytes
    const bytes = bytesAt(this.#range, position, stored & ~NOT_COMPRESSED)
    const isStored = (stored & NOT_COMPRESSED) !== 0
    const block = isStored ? bytes : this.#decompress(bytes, this.#superblock.blockSize).slice()
    this.#last = { position, bytes: block }
    return block
  }

  #fragment(index: number): { readonly position: number; readonly stored: number } {
    const { fragmentTable, fragments } = this.#superblock
    if (index >= fragments) throw archiveError('a file has its end in a fragment that is not there')
    const pointer = bytesAt(this.#range, fragmentTable + Math.floor(index / FRAGMENTS_PER_BLOCK) * 8, 8)
    const block = Number(viewOf(pointer).getBigUint64(0, true))
    const row = this.#metadata.at(block, (index % FRAGMENTS_PER_BLOCK) * FRAGMENT_ROW).take(FRAGMENT_ROW)
    return { position: Number(row.getBigUint64(0, true)), stored: row.getUint32(8, true) }
  }
}

function positionsOf({ start, blocks }: FileBlocks): number[] {
  let position = start
  return blocks.map((stored) => {
    const here = position
    position += stored & ~NOT_COMPRESSED
    return here
  })
}
