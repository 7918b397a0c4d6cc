/**
 * Where the compressed data of an erofs file is (fs/erofs/erofs_fs.h, zmap.c). A file is cut into logical clusters; each has a row
 * in an index that says whether a piece of compressed data starts in it, and where:
 *
 *   Header   8 bytes at the next multiple of 8 after the inode: position in the packed file u32, or u16 and size of inline data u16;
 *            flags u16, algorithms u8 (4 bits for each kind of head), u8: log2 of the cluster size beyond a block (bits 0-2),
 *            the whole file is in the packed file (bit 7)
 *   Full     rows of 8 bytes: type u16 (bits 0-1), offset in the cluster u16, block u32 or two distances u16
 *   Compact  packs of 2 rows in 8 bytes or 16 rows in 32 bytes; a row is an offset or a distance, and 2 bits of type; the last 4
 *            bytes of a pack are the block of its first piece
 *   Types    0 not compressed, 1 and 3 start of a piece by the first or second algorithm, 2 goes on
 *
 * Rows are decoded once for the whole file, from front to back, which needs no distances but those that count blocks.
 */
import { archiveError } from './archive-error.ts'
import { type ByteRange, bytesAt } from './byte-range.ts'
import { type ErofsInode, ErofsLayout, type ErofsSuperblock, viewOf } from './erofs-inodes.ts'

const Advise = {
  compact2B: 1,
  bigPcluster1: 2,
  bigPcluster2: 4,
  inlineTail: 8,
  interlaced: 16,
  fragment: 32,
} as const
const GOES_ON = 2
const SECOND_HEAD = 3
/** In a row that goes on: the rest is the number of blocks of the piece, not a distance. */
const COUNTS_BLOCKS = 1 << 11
/** More rows than any file of 16 GiB has. */
const MAX_ROWS = 1 << 22

export interface ErofsExtent {
  /** From where to where in the file. */
  readonly start: number
  readonly end: number
  /** `none`: stored as it is. */
  readonly algorithm: 'none' | 'lz4' | 'lzma' | 'deflate' | 'zstd'
  /** In the image, or in the packed file of fragments. */
  readonly place: 'image' | 'packed'
  readonly position: number
  /** Bytes stored. */
  readonly stored: number
  /** Where in a stored block the first byte is; what is before it follows the last one. */
  readonly rotation: number
}

interface IndexHeader {
  readonly advise: number
  readonly algorithms: readonly [first: number, second: number]
  readonly clusterBits: number
  readonly inlineSize: number
  readonly fragmentOffset: number
  readonly isFragment: boolean
  readonly rowsAt: number
}

interface Row {
  readonly type: number
  /** Offset in the cluster of what starts there, or what a row that goes on says. */
  readonly value: number
  /** Of what starts there. */
  readonly block: number
}

const ALGORITHMS = ['lz4', 'lzma', 'deflate', 'zstd'] as const

/** @throws KmodError KMOD_ARCHIVE */
export function erofsExtents(
  range: ByteRange,
  superblock: ErofsSuperblock,
  inode: ErofsInode,
): ErofsExtent[] {
  if (inode.size === 0) return []
  const header = readHeader(range, superblock, inode)
  if (header.isFragment)
    return [{ ...WHOLE_FRAGMENT, end: inode.size, position: header.fragmentOffset, stored: inode.size }]
  const count = Math.ceil(inode.size / 2 ** header.clusterBits)
  if (count > MAX_ROWS) throw archiveError('a file is too large')
  const { rows, end } =
    inode.layout === ErofsLayout.compressedCompact
      ? compactRows(range, header, count)
      : fullRows(range, header, count)
  return pieces(rows, header, superblock, inode, end)
}

const WHOLE_FRAGMENT = { start: 0, algorithm: 'none', place: 'packed', rotation: 0 } as const

function readHeader(range: ByteRange, { blockBits }: ErofsSuperblock, { end }: ErofsInode): IndexHeader {
  const at = Math.ceil(end / 8) * 8
  const view = viewOf(bytesAt(range, at, 8))
  const [advise, algorithms, bits] = [view.getUint16(4, true), view.getUint8(6), view.getUint8(7)]
  const isFragment = bits >> 7 === 1
  return {
    advise,
    algorithms: [algorithms & 15, algorithms >> 4],
    clusterBits: blockBits + (bits & 7),
    inlineSize: (advise & Advise.inlineTail) === 0 ? 0 : view.getUint16(2, true),
    fragmentOffset: isFragment ? Number(view.getBigUint64(0, true) & ~(1n << 63n)) : view.getUint32(0, true),
    isFragment,
    rowsAt: at + 8,
  }
}

function fullRows(range: ByteRange, { rowsAt }: IndexHeader, count: number): { rows: Row[]; end: number } {
  // The rows of the full index come after 8 more bytes.
  const start = rowsAt + 8
  const view = viewOf(bytesAt(range, start, count * 8))
  const rows = Array.from({ length: count }, (_, i): Row => {
    const type = view.getUint16(i * 8, true) & 3
    const value = type === GOES_ON ? view.getUint16(i * 8 + 4, true) : view.getUint16(i * 8 + 2, true)
    return { type, value, block: view.getUint32(i * 8 + 4, true) }
  })
  return { rows, end: start + count * 8 }
}

function compactRows(range: ByteRange, header: IndexHeader, count: number): { rows: Row[]; end: number } {
  const { rowsAt, advise } = header
  const rows: Row[] = []
  let at = rowsAt
  // Packs of 32 bytes are aligned, and rows of 4 bytes fill up what is before and after them.
  const before = ((32 - (rowsAt % 32)) / 4) & 7
  const dense =
    (advise & Advise.compact2B) !== 0 && before < count ? Math.floor((count - before) / 16) * 16 : 0
  const add = (until: number, rowsInPack: number, packSize: number): void => {
    for (; rows.length < until; at += packSize) {
      const pack = packRows(bytesAt(range, at, packSize), rowsInPack, header)
      for (const row of pack) rows.push(row)
    }
  }
  add(Math.min(before, count), 2, 8)
  if (dense > 0) add(before + dense, 16, 32)
  add(count, 2, 8)
  return { rows: rows.slice(0, count), end: at }
}

function packRows(bytes: Uint8Array, count: number, { clusterBits, advise }: IndexHeader): Row[] {
  const view = viewOf(bytes)
  const valueBits = Math.max(clusterBits, 12)
  const rowBits = ((bytes.length - 4) * 8) / count
  const isBig = (advise & (Advise.bigPcluster1 | Advise.bigPcluster2)) !== 0
  let block = view.getUint32(bytes.length - 4, true)
  if (isBig) block--
  const rows: Row[] = []
  for (let i = 0; i < count; i++) {
    const bit = i * rowBits
    const word = view.getUint32(bit >> 3, true) >>> (bit & 7)
    const value = word & (2 ** valueBits - 1)
    const type = (word >>> valueBits) & 3
    if (type !== GOES_ON) block++
    // The blocks of a piece count beside the one of its start, which may be in the pack before.
    else if (isBig && (value & COUNTS_BLOCKS) !== 0) block += (value & ~COUNTS_BLOCKS) - (i === 0 ? 0 : 1)
    rows.push({ type, value, block })
  }
  return rows
}

function pieces(
  rows: readonly Row[],
  header: IndexHeader,
  superblock: ErofsSuperblock,
  { size, layout }: ErofsInode,
  indexEnd: number,
): ErofsExtent[] {
  const { blockSize } = superblock
  // A row at the end of the file only says where the last piece ends.
  const starts = rows
    .map((row, i) => ({ row, i, start: i * 2 ** header.clusterBits + row.value }))
    .filter(({ row, start }) => row.type !== GOES_ON && start < size)
  return starts.map(({ row, i, start }, n): ErofsExtent => {
    const isLast = n === starts.length - 1
    const end = Math.min(starts[n + 1]?.start ?? size, size)
    if (end < start) throw archiveError('the index of a compressed file is damaged')
    const common = { start, end, algorithm: algorithmOf(row, header), rotation: 0 }
    if (isLast && (header.advise & Advise.fragment) !== 0) {
      const high = layout === ErofsLayout.compressedFull ? row.block : 0
      const position = header.fragmentOffset + high * 2 ** 32
      return { ...common, algorithm: 'none', place: 'packed', position, stored: end - start }
    }
    if (isLast && header.inlineSize > 0)
      return { ...common, place: 'image', position: indexEnd, stored: header.inlineSize }
    return {
      ...common,
      place: 'image',
      position: row.block * blockSize,
      stored: blocksOf(rows, i, header, superblock) * blockSize,
      rotation: row.type === 0 && (header.advise & Advise.interlaced) !== 0 ? start % blockSize : 0,
    }
  })
}

/** A row that goes on after the start may say how many blocks the piece has; it is one cluster without. */
function blocksOf(
  rows: readonly Row[],
  start: number,
  { advise, clusterBits }: IndexHeader,
  { blockBits }: ErofsSuperblock,
): number {
  const [row, next] = [rows[start], rows[start + 1]]
  const big = row?.type === SECOND_HEAD ? Advise.bigPcluster2 : Advise.bigPcluster1
  if (next?.type !== GOES_ON || (advise & big) === 0 || (next.value & COUNTS_BLOCKS) === 0)
    return 2 ** (clusterBits - blockBits)
  return next.value & ~COUNTS_BLOCKS
}

function algorithmOf({ type }: Row, { algorithms: [first, second] }: IndexHeader): ErofsExtent['algorithm'] {
  if (type === 0) return 'none'
  const algorithm = ALGORITHMS[type === SECOND_HEAD ? second : first]
  if (algorithm === undefined) throw archiveError('an erofs compression that is unknown')
  return algorithm
}
