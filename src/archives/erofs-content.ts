/** The content of erofs files, in all layouts of data that an inode can have (fs/erofs/data.c, zdata.c). */
import { archiveError } from './archive-error.ts'
import { type ByteRange, bytesAt, partOf } from './byte-range.ts'
import { type ErofsExtent, erofsExtents } from './erofs-extents.ts'
import { ErofsFeature, type ErofsInode, ErofsLayout, type ErofsSuperblock, viewOf } from './erofs-inodes.ts'

const CHUNK_BITS = 31
const CHUNK_ROWS = 32
const HOLE = 0xffffffff

/** Decodes a piece to exactly `size` bytes; what is left of `stored` after that is ignored. */
export type DecompressPiece = (stored: Uint8Array, size: number) => Uint8Array
export type PieceDecoders = Readonly<Partial<Record<ErofsExtent['algorithm'], DecompressPiece>>>

export interface ErofsImage {
  readonly range: ByteRange
  readonly superblock: ErofsSuperblock
  readonly decoders: PieceDecoders
  /** The file in which the ends of many files are, in images that have it. */
  readonly packed: () => ByteRange
}

/** @throws KmodError KMOD_ARCHIVE, here or when the content is read */
export function erofsContent(image: ErofsImage, inode: ErofsInode): ByteRange {
  const { range, superblock } = image
  switch (inode.layout) {
    case ErofsLayout.plain:
      return stored(range, inode.place * superblock.blockSize, inode.size)
    case ErofsLayout.inline:
      return inlineContent(image, inode)
    case ErofsLayout.chunks:
      return chunkedContent(image, inode)
    case ErofsLayout.compressedFull:
    case ErofsLayout.compressedCompact:
      return compressedContent(image, inode)
    default:
      throw archiveError(`an erofs layout of data that is unknown: ${inode.layout}`)
  }
}

function stored(range: ByteRange, position: number, size: number): ByteRange {
  // An empty part has no place: its block number is that of nothing.
  if (size > 0 && position + size > range.size) throw archiveError('it is cut off')
  return partOf(range, position, size)
}

/** All but the last block are in a row, the last one is after the inode. */
function inlineContent(
  { range, superblock: { blockSize } }: ErofsImage,
  { size, place, end }: ErofsInode,
): ByteRange {
  const inline = size === 0 ? 0 : size - (Math.ceil(size / blockSize) - 1) * blockSize
  const front = stored(range, place * blockSize, size - inline)
  return joined([front, stored(range, end, inline)])
}

function chunkedContent({ range, superblock }: ErofsImage, { size, place, end }: ErofsInode): ByteRange {
  const { blockBits, blockSize } = superblock
  const chunkSize = 2 ** (blockBits + (place & CHUNK_BITS))
  const hasRows = (place & CHUNK_ROWS) !== 0
  const width = hasRows ? 8 : 4
  const at = Math.ceil(end / width) * width
  const count = Math.ceil(size / chunkSize)
  const view = viewOf(bytesAt(range, at, count * width))
  return joined(
    Array.from({ length: count }, (_, i) => {
      const block = view.getUint32(i * width + width - 4, true)
      const length = Math.min(chunkSize, size - i * chunkSize)
      return block === HOLE ? zeros(length) : stored(range, block * blockSize, length)
    }),
  )
}

const zeros = (size: number): ByteRange => ({
  size,
  read(target, position, start = 0, end = target.length) {
    const count = Math.max(0, Math.min(end - start, size - position))
    target.fill(0, start, start + count)
    return count
  },
})

/** Ranges one after the other. */
function joined(parts: readonly ByteRange[]): ByteRange {
  const size = parts.reduce((sum, part) => sum + part.size, 0)
  return {
    size,
    read(target, position, start = 0, end = target.length) {
      let [at, done] = [0, start]
      for (const part of parts) {
        const inside = position + done - start - at
        if (done < end && inside < part.size) done += part.read(target, inside, done, end)
        at += part.size
      }
      return done - start
    },
  }
}

function compressedContent(image: ErofsImage, inode: ErofsInode): ByteRange {
  /** Worked out when the file is first read: an image has many files that nobody asks for. */
  let extents: readonly ErofsExtent[] | undefined
  let last: { readonly extent: ErofsExtent; readonly bytes: Uint8Array } | undefined
  return {
    size: inode.size,
    read(target, position, start = 0, end = target.length) {
      extents ??= erofsExtents(image.range, image.superblock, inode)
      let done = start
      while (done < end && position + done - start < inode.size) {
        const at = position + done - start
        const extent = extentAt(extents, at)
        if (last?.extent !== extent) last = { extent, bytes: pieceOf(image, extent) }
        const part = last.bytes.subarray(at - extent.start, at - extent.start + end - done)
        target.set(part, done)
        done += part.length
      }
      return done - start
    },
  }
}

function extentAt(extents: readonly ErofsExtent[], position: number): ErofsExtent {
  let [low, high] = [0, extents.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((extents[middle]?.start ?? 0) <= position) low = middle
    else high = middle - 1
  }
  const extent = extents[low]
  if (extent === undefined || position < extent.start || position >= extent.end)
    throw archiveError('the index of a compressed file has a gap')
  return extent
}

function pieceOf({ range, superblock, decoders, packed }: ErofsImage, extent: ErofsExtent): Uint8Array {
  const { algorithm, place, position, rotation } = extent
  const size = extent.end - extent.start
  if (place === 'packed') return bytesAt(packed(), position, size)
  const bytes = bytesAt(range, position, extent.stored)
  if (algorithm === 'none') return unrotated(bytes, rotation, size)
  const decode = decoders[algorithm]
  if (decode === undefined) throw archiveError(`no support for ${algorithm} compression`)
  const hasPadding = algorithm !== 'lz4' || (superblock.features & ErofsFeature.zeroPadding) !== 0
  const piece = decode(hasPadding ? withoutPadding(bytes) : bytes, size)
  if (piece.length < size) throw archiveError('a piece of compressed data is damaged')
  return piece.length === size ? piece : piece.subarray(0, size)
}

function unrotated(bytes: Uint8Array, rotation: number, size: number): Uint8Array {
  if (size > bytes.length) throw archiveError('a piece of data is shorter than its file')
  if (rotation === 0) return bytes.subarray(0, size)
  const whole = new Uint8Array(bytes.length)
  whole.set(bytes.subarray(rotation))
  whole.set(bytes.subarray(0, rotation), bytes.length - rotation)
  return whole.subarray(0, size)
}

/** Compressed data ends where its blocks end; what is in front of it is zeros. */
function withoutPadding(bytes: Uint8Array): Uint8Array {
  const start = bytes.findIndex((byte) => byte !== 0)
  return start < 0 ? bytes.subarray(bytes.length) : bytes.subarray(start)
}
