/**
 * AssemblyScript. Decodes the blocks of a Zstandard frame (RFC 8878). It accepts valid frames that declare their size;
 * frames that it refuses are passed by codecs/zstd/zstd.ts to another decoder, which reports what is wrong.
 *
 * Hostile data takes no longer than valid data: uncompressed bytes stay below the declared size, bits are only read
 * inside the program's memory, and any inconsistency ends the work.
 */
import { allocateForCompressed } from '../compressed-room'
import { closeHash, hashTo, openHash, slideHash } from './xxh64'
import { forgetTables } from './zstd-codes'
import { forgetTree, literalsRoomEnd, readLiterals } from './zstd-literals'
import { executeSection, resetRepeatedOffsets } from './zstd-sequences'

const RAW: u32 = 0
const RLE: u32 = 1
const COMPRESSED: u32 = 2
const BLOCK_HEADER_SIZE: usize = 3
const CHECKSUM_SIZE: usize = 4
/** Number of bytes that may be written past the uncompressed ones. */
const WRITE_AHEAD: usize = 32

/** Address of the uncompressed bytes. */
export function outputStart(): usize {
  return literalsRoomEnd()
}

/** Allocates memory for a file. @returns the address for its blocks, or 0 when memory does not suffice */
export function reserve(uncompressedSize: usize, compressedSize: usize): usize {
  return allocateForCompressed(outputStart(), uncompressedSize, WRITE_AHEAD, compressedSize)
}

/**
 * Whether the `size` bytes at `start` are the blocks of a frame, and its checksum if it has one, that expands to
 * `uncompressedSize` bytes.
 * @param maxBlock Block_Maximum_Size, of a block, compressed and uncompressed
 */
export function decode(
  start: usize,
  size: usize,
  uncompressedSize: usize,
  maxBlock: u32,
  hasChecksum: bool,
): bool {
  const first = outputStart()
  const outputEnd = first + uncompressedSize
  const end = start + size
  openFrame()
  let to = first
  let at = start
  for (let isLast = false; !isLast; ) {
    if (end - at < BLOCK_HEADER_SIZE) return false
    const header = load<u32>(at) & 0xffffff
    const blockSize = header >> 3
    const type = (header >> 1) & 3
    isLast = (header & 1) !== 0
    at += BLOCK_HEADER_SIZE
    const compressedSize: usize = type === RLE ? 1 : blockSize
    if (blockSize > maxBlock || compressedSize > end - at) return false
    const limit = to + min<usize>(maxBlock, outputEnd - to)
    to = openBlock(type, blockSize, at, first, to, limit)
    if (to === 0) return false
    at += compressedSize
    if (hasChecksum) hashTo(to)
  }
  if (to !== outputEnd) return false
  if (!hasChecksum) return at === end
  return end - at === CHECKSUM_SIZE && load<u32>(at) === <u32>closeHash(to)
}

/** Begins a frame. */
export function openFrame(): void {
  openHash(outputStart())
  forgetTree()
  forgetTables()
  resetRepeatedOffsets()
}

/**
 * Decodes one block of a frame whose uncompressed bytes do not all stay in memory.
 * @param at its `size` compressed bytes, or for RLE one
 * @param to where its uncompressed bytes go; those before it, from the start of the output, may be referred to
 * @param limit the end of the room
 * @returns the end of the block's uncompressed bytes; 0 when it is damaged
 */
export function decodeBlock(type: u32, size: usize, at: usize, to: usize, limit: usize): usize {
  return openBlock(type, size, at, outputStart(), to, limit)
}

/** Hashes the uncompressed bytes before `end`. */
export function hashUpTo(end: usize): void {
  hashTo(end)
}

/** Moves the uncompressed bytes before `end`, without the first `distance` of them, to the start of the output. */
export function slide(distance: usize, end: usize): void {
  const first = outputStart()
  memory.copy(first, first + distance, end - first - distance)
  slideHash(distance)
}

/** The low 32 bits of the hash of the frame's uncompressed bytes: its checksum. */
export function checksum(end: usize): u32 {
  return <u32>closeHash(end)
}

/** @returns the end of the block's uncompressed bytes; 0 when it is damaged */
function openBlock(type: u32, size: usize, at: usize, first: usize, to: usize, limit: usize): usize {
  if (type === COMPRESSED) {
    if (size === 0) return 0
    const sequences = readLiterals(at, at + size, <u32>(limit - to))
    return sequences === 0 ? 0 : executeSection(sequences, at + size, first, to, limit)
  }
  if (type > RLE || size > limit - to) return 0
  if (type === RAW) memory.copy(to, at, size)
  else memory.fill(to, load<u8>(at), size)
  return to + size
}
