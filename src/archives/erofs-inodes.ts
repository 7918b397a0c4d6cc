/**
 * The superblock and the inodes of an erofs image (fs/erofs/erofs_fs.h):
 *
 *   Superblock  at 1024: magic E0F5E1E2 u32, checksum u32, features u32, log2 of the block size u8, u8, root u16, inodes u64, time u64,
 *               nanoseconds u32, blocks u32, first block of inodes u32, of xattrs u32, 32 bytes, incompatible features u32,
 *               algorithms u16, 2 x u16, u8, u8, u32, packed inode u64
 *   Inode N     32 bytes at N * 32 from the first block of inodes: format u16 (bit 0: it has 64 bytes; 1-3: layout of the data),
 *               xattrs u16, mode u16, links u16, size u32, time u32, place u32, number u32, ...
 *               with 64 bytes: format, xattrs, mode, u16, size u64, place u32, number u32, uid u32, gid u32, time u64,
 *               nanoseconds u32, ...
 *   Directory   blocks; each starts with rows of 12 bytes: inode u64, start of the name u16, type u8, u8; then the names, the last
 *               one up to the end of the block or a NUL
 * Integers are little-endian.
 */
import { byteString } from '../base/bytes.ts'
import { archiveError } from './archive-error.ts'
import { type ByteRange, bytesAt } from './byte-range.ts'
import { MAX_ENTRIES, tooManyEntries } from './entry-limit.ts'

const SUPERBLOCK_AT = 1024
const SUPERBLOCK_SIZE = 128
const MAGIC = 0xe0f5e1e2
const S_IFMT = 0o170000
/** The kernel takes blocks from 512 bytes to the size of a page. */
const BLOCK_BITS = { min: 9, max: 16 }
const DIRENT_SIZE = 12

/** What an image may need of its reader: EROFS_FEATURE_INCOMPAT_*. */
export const ErofsFeature = {
  zeroPadding: 1 << 0,
  compressionConfigs: 1 << 1,
  chunkedFiles: 1 << 2,
  deviceTable: 1 << 3,
  tailPacking: 1 << 4,
  fragments: 1 << 5,
  xattrPrefixes: 1 << 6,
} as const
const KNOWN_FEATURES = Object.values(ErofsFeature).reduce((all, feature) => all | feature)

export interface ErofsSuperblock {
  readonly blockBits: number
  readonly blockSize: number
  readonly rootNid: number
  /** Where inodes are numbered from. */
  readonly inodesAt: number
  readonly features: number
  readonly packedNid: number
  /** Where attributes are that inodes share. */
  readonly xattrsAt: number
}

export const ErofsLayout = {
  plain: 0,
  compressedFull: 1,
  inline: 2,
  compressedCompact: 3,
  chunks: 4,
} as const

export interface ErofsInode {
  readonly nid: number
  readonly layout: number
  readonly mode: number
  readonly type: number
  readonly size: number
  readonly mtimeNs: bigint
  /** First block, number of a device, or the format of chunks, by layout and type. */
  readonly place: number
  /** Where inline data, chunks or the index of compressed data start. */
  readonly end: number
  /** Bytes of attributes in front of `end`. */
  readonly xattrs: number
}

export const isErofs = (range: ByteRange): boolean =>
  range.size >= SUPERBLOCK_AT + SUPERBLOCK_SIZE &&
  viewOf(bytesAt(range, SUPERBLOCK_AT, 4)).getUint32(0, true) === MAGIC

/** @throws KmodError KMOD_ARCHIVE */
export function readErofsSuperblock(range: ByteRange): ErofsSuperblock {
  const view = viewOf(bytesAt(range, SUPERBLOCK_AT, SUPERBLOCK_SIZE))
  const blockBits = view.getUint8(12)
  if (blockBits < BLOCK_BITS.min || blockBits > BLOCK_BITS.max)
    throw archiveError('the erofs superblock is damaged')
  // Hard links can make more names, which are counted when they are read.
  if (view.getBigUint64(16, true) > BigInt(MAX_ENTRIES)) throw tooManyEntries()
  const features = view.getUint32(80, true)
  const unknown = (features & ~KNOWN_FEATURES) >>> 0
  if (unknown !== 0) throw archiveError(`no support for erofs features 0x${unknown.toString(16)}`)
  if (view.getUint16(86, true) !== 0) throw archiveError('no support for erofs images on several devices')
  return {
    blockBits,
    blockSize: 2 ** blockBits,
    rootNid: view.getUint16(14, true),
    inodesAt: view.getUint32(40, true) * 2 ** blockBits,
    features,
    packedNid: Number(view.getBigUint64(96, true)),
    xattrsAt: view.getUint32(44, true) * 2 ** blockBits,
  }
}

/** @throws KmodError KMOD_ARCHIVE */
export function readErofsInode(range: ByteRange, { inodesAt }: ErofsSuperblock, nid: number): ErofsInode {
  const at = inodesAt + nid * 32
  const format = viewOf(bytesAt(range, at, 2)).getUint16(0, true)
  const isExtended = (format & 1) !== 0
  const view = viewOf(bytesAt(range, at, isExtended ? 64 : 32))
  const xattrs = view.getUint16(2, true)
  const xattrBytes = xattrs === 0 ? 0 : 12 + (xattrs - 1) * 4
  const mode = view.getUint16(4, true)
  return {
    nid,
    layout: (format >> 1) & 7,
    mode: mode & 0o7777,
    type: mode & S_IFMT,
    size: isExtended ? Number(view.getBigUint64(8, true)) : view.getUint32(8, true),
    mtimeNs: isExtended
      ? view.getBigUint64(32, true) * 1_000_000_000n + BigInt(view.getUint32(40, true))
      : 0n,
    place: view.getUint32(16, true),
    end: at + (isExtended ? 64 : 32) + xattrBytes,
    xattrs: xattrBytes,
  }
}

export interface ErofsName {
  readonly name: string
  readonly nid: number
}

/** The names in a directory whose content is `content`. @throws KmodError KMOD_ARCHIVE */
export function* erofsNames(content: ByteRange, blockSize: number): Generator<ErofsName> {
  for (let at = 0; at < content.size; at += blockSize) {
    const block = bytesAt(content, at, Math.min(blockSize, content.size - at))
    const view = viewOf(block)
    if (block.length < DIRENT_SIZE) throw archiveError('a directory is damaged')
    const count = Math.floor(view.getUint16(8, true) / DIRENT_SIZE)
    if (count === 0 || count * DIRENT_SIZE > block.length) throw archiveError('a directory is damaged')
    for (let i = 0; i < count; i++) {
      const start = view.getUint16(i * DIRENT_SIZE + 8, true)
      const end = i + 1 < count ? view.getUint16((i + 1) * DIRENT_SIZE + 8, true) : block.length
      if (start >= end || end > block.length) throw archiveError('a directory is damaged')
      const name = byteString(block.subarray(start, end)).replace(/\0.*$/s, '')
      if (name !== '.' && name !== '..') yield { name, nid: Number(view.getBigUint64(i * DIRENT_SIZE, true)) }
    }
  }
}

export const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength)
