/**
 * Extended attributes of an inode of an erofs image, of those that overlayfs may use: prefixes `user.` and `trusted.`.
 *
 *   After the inode   name filter u32, number of shared attributes u8, 7 bytes; numbers of the shared ones u32...; own attributes
 *   Attribute         length of the name u8, prefix u8, size of the value u16, name, value; up to a multiple of 4
 *   A shared one is at its number times 4 from the block of shared attributes. Prefix 1 is "user.", 4 "trusted.".
 * Integers are little-endian.
 */
import { byteString } from '../base/bytes.ts'
import { type ByteRange, bytesAt } from './byte-range.ts'
import { type ErofsInode, type ErofsSuperblock, viewOf } from './erofs-inodes.ts'
import type { ExtendedAttribute } from './overlay-attributes.ts'

const HEADER_SIZE = 12
const ENTRY_SIZE = 4
const PREFIXES: Readonly<Record<number, string>> = { 1: 'user.', 4: 'trusted.' }

/** @throws KmodError KMOD_ARCHIVE */
export function* erofsAttributes(
  range: ByteRange,
  { xattrsAt }: ErofsSuperblock,
  { xattrs, end }: ErofsInode,
): Generator<ExtendedAttribute> {
  if (xattrs < HEADER_SIZE) return
  const bytes = bytesAt(range, end - xattrs, xattrs)
  const view = viewOf(bytes)
  const own = HEADER_SIZE + view.getUint8(4) * 4
  for (let at = HEADER_SIZE; at < own && at + 4 <= xattrs; at += 4) {
    const position = xattrsAt + view.getUint32(at, true) * 4
    const head = viewOf(bytesAt(range, position, ENTRY_SIZE))
    const length = ENTRY_SIZE + head.getUint8(0) + head.getUint16(2, true)
    if (position + length <= range.size) yield* attributeAt(bytesAt(range, position, length))
  }
  for (let at = own; at + ENTRY_SIZE <= xattrs; ) {
    yield* attributeAt(bytes.subarray(at))
    const size = ENTRY_SIZE + view.getUint8(at) + view.getUint16(at + 2, true)
    at += Math.ceil(size / 4) * 4
  }
}

function* attributeAt(bytes: Uint8Array): Generator<ExtendedAttribute> {
  const view = viewOf(bytes)
  const nameEnd = ENTRY_SIZE + view.getUint8(0)
  const prefix = PREFIXES[view.getUint8(1)]
  if (prefix === undefined) return
  const name = byteString(bytes.subarray(ENTRY_SIZE, nameEnd))
  const value = byteString(bytes.subarray(nameEnd, nameEnd + view.getUint16(2, true)))
  yield [prefix + name, value]
}
