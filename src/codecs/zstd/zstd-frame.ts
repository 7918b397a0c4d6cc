/**
 * Zstandard frames (RFC 8878), as far as needed to know how much they can expand to at most: the decoder itself is
 * given a buffer and never writes past it.
 *
 *   Magic_Number        u32 0xFD2FB528, or 0x184D2A5? for a frame to skip: u32 size, then that many bytes
 *   Frame_Header        descriptor u8: content size flag (bits 7-6), single segment (5), checksum (2), dictionary id
 *                       flag (1-0); window descriptor 0-1 byte; dictionary id 0-4; content size 0-8
 *   Data_Blocks         u24 header: last (bit 0), type (1-2), size (3-23), for RLE the uncompressed size
 *   Content_Checksum    0 or 4 bytes
 */
import { byteAt } from '../../base/bytes.ts'

const FRAME_MAGIC = 0xfd2fb528
const SKIPPABLE_MAGIC = 0x184d2a50
const SKIPPABLE_HEADER_SIZE = 8
/** RFC 8878 3.1.1.2.4: no block expands to more. */
const MAX_BLOCK_SIZE = 128 * 1024
const BLOCK_HEADER_SIZE = 3
const CHECKSUM_SIZE = 4
const DICTIONARY_ID_SIZES = [0, 1, 2, 4] as const
const CONTENT_SIZE_SIZES = [0, 2, 4, 8] as const
/** Of the descriptor: the flag of a dictionary id, and the bits that mean nothing yet. */
const DICTIONARY_ID = 3
const RESERVED = 8 | 16
const RAW = 0
const RLE = 1

/** The largest window of which a decoder with 32-bit addresses takes a frame: 2^30 bytes and seven eighths. */
export const WIDEST_WINDOW = ((30 - 10) << 3) | 7

export interface ZstdSizes {
  /** Frames whose header could be read. */
  readonly frames: number
  /** What the frames that name their size say, together. */
  readonly declared: number
  /** `declared`, and what the blocks of the other frames can hold: all frames together expand to at most this. */
  readonly bound: number
  /** Offsets of the window descriptors above WIDEST_WINDOW. */
  readonly wideWindows: readonly number[]
}

export interface FrameHeader {
  /** Where the header ends. */
  readonly blocksAt: number
  /** Frame_Content_Size; `undefined` where the frame does not name its size. */
  readonly uncompressedSize: number | undefined
  readonly windowSize: number
  /** Offset of the window descriptor; `undefined` in a frame of a single segment. */
  readonly windowAt: number | undefined
  readonly maxBlockSize: number
  readonly hasChecksum: boolean
  /** Whether it needs no dictionary, and no later version of the format. */
  readonly isPlain: boolean
}

interface Frame {
  /** Where the next frame starts; past the end of the bytes when this one is cut. */
  readonly end: number
  /** Absent where the frame does not name its size. */
  readonly declared?: number
  readonly bound: number
  readonly windowAt?: number | undefined
}

/** The walk ends quietly at the first thing that is not a frame: the decoder will refuse it. */
export function zstdSizes(bytes: Uint8Array): ZstdSizes {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let frames = 0
  let declared = 0
  let bound = 0
  let at = 0
  const wideWindows: number[] = []
  while (at + 4 <= bytes.length) {
    const frame = frameAt(view, bytes, at)
    if (frame === undefined) break
    frames++
    declared += frame.declared ?? 0
    bound += frame.declared ?? frame.bound
    if (frame.windowAt !== undefined && byteAt(bytes, frame.windowAt) > WIDEST_WINDOW)
      wideWindows.push(frame.windowAt)
    at = frame.end
  }
  return { frames, declared, bound, wideWindows }
}

function frameAt(view: DataView, bytes: Uint8Array, at: number): Frame | undefined {
  const magic = view.getUint32(at, true)
  if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC && at + SKIPPABLE_HEADER_SIZE <= bytes.length)
    return { end: at + SKIPPABLE_HEADER_SIZE + view.getUint32(at + 4, true), bound: 0 }
  const header = frameHeader(view, at)
  if (header === undefined) return undefined
  const blocks = blocksFrom(bytes, header.blocksAt)
  const end = blocks.end + (header.hasChecksum ? CHECKSUM_SIZE : 0)
  const { windowAt, uncompressedSize } = header
  if (uncompressedSize === undefined) return { end, bound: blocks.bound, windowAt }
  return { end, bound: blocks.bound, windowAt, declared: uncompressedSize }
}

/** The header of the frame at `at`; `undefined` where there is none, or not all of it. */
export function frameHeader(view: DataView, at = 0): FrameHeader | undefined {
  if (at + 5 > view.byteLength || view.getUint32(at, true) !== FRAME_MAGIC) return undefined
  const descriptor = view.getUint8(at + 4)
  const singleSegment = (descriptor >> 5) & 1
  const dictionaryIdSize = DICTIONARY_ID_SIZES[(descriptor & 3) as 0 | 1 | 2 | 3]
  const sizeFlag = (descriptor >> 6) as 0 | 1 | 2 | 3
  const contentSizeSize = sizeFlag === 0 ? singleSegment : CONTENT_SIZE_SIZES[sizeFlag]
  const contentSizeAt = at + 5 + (1 - singleSegment) + dictionaryIdSize
  const blocksAt = contentSizeAt + contentSizeSize
  if (blocksAt > view.byteLength) return undefined
  const uncompressedSize =
    contentSizeSize === 0 ? undefined : readContentSize(view, contentSizeAt, contentSizeSize)
  // A frame of a single segment has a window of its size.
  const windowSize = singleSegment === 1 ? (uncompressedSize ?? 0) : readWindowSize(view.getUint8(at + 5))
  return {
    blocksAt,
    uncompressedSize,
    windowSize,
    windowAt: singleSegment === 1 ? undefined : at + 5,
    maxBlockSize: Math.min(windowSize, MAX_BLOCK_SIZE),
    hasChecksum: (descriptor & 4) !== 0,
    isPlain: (descriptor & (DICTIONARY_ID | RESERVED)) === 0,
  }
}

/** RFC 8878 3.1.1.1.2 */
function readWindowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3))
  return base + (base / 8) * (descriptor & 7)
}

function readContentSize(view: DataView, at: number, size: number): number {
  if (size === 1) return view.getUint8(at)
  // RFC 8878 3.1.1.1.4: "When Field_Size is 2, the offset of 256 is added."
  if (size === 2) return view.getUint16(at, true) + 256
  return size === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true))
}

function blocksFrom(bytes: Uint8Array, start: number): Frame {
  let bound = 0
  let at = start
  while (at + BLOCK_HEADER_SIZE <= bytes.length) {
    const header = byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8) | (byteAt(bytes, at + 2) << 16)
    const type = (header >> 1) & 3
    const size = header >> 3
    bound += type === RAW || type === RLE ? size : MAX_BLOCK_SIZE
    at += BLOCK_HEADER_SIZE + (type === RLE ? 1 : size)
    if (header & 1) return { end: at, bound }
  }
  return { end: bytes.length, bound }
}
