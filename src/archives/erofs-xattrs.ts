/**
 * Whether a directory of an erofs image hides what is below it in other layers: it has the attribute
 * `trusted.overlay.opaque` with the value `y` (Documentation/filesystems/overlayfs.rst).
 *
 *   After the inode   name filter u32, number of shared attributes u8, 7 bytes; numbers of the shared ones u32...; own attributes
 *   Attribute         length of the name u8, prefix u8, size of the value u16, name, value; up to a multiple of 4
 *   A shared one is at its number times 4 from the block of shared attributes. Prefix 4 is "trusted.".
 * Integers are little-endian.
 */
import { byteString } from '../base/bytes.ts'
import { type ByteRange, bytesAt } from './byte-range.ts'
import { type ErofsInode, type ErofsSuperblock, viewOf } from './erofs-inodes.ts'

const HEADER_SIZE = 12
const ENTRY_SIZE = 4
const TRUSTED = 4
const OPAQUE = 'overlay.opaque'

/** @throws KmodError KMOD_ARCHIVE */
export function isErofsOpaque(
  range: ByteRange,
  { xattrsAt }: ErofsSuperblock,
  { xattrs, end }: ErofsInode,
): boolean {
  if (xattrs < HEADER_SIZE) return false
  const bytes = bytesAt(range, end - xattrs, xattrs)
  const view = viewOf(bytes)
  const own = HEADER_SIZE + view.getUint8(4) * 4
  for (let at = HEADER_SIZE; at < own && at + 4 <= xattrs; at += 4) {
    const position = xattrsAt + view.getUint32(at, true) * 4
    const length = viewOf(bytesAt(range, position, ENTRY_SIZE)).getUint8(0) + ENTRY_SIZE + 1
    if (position + length <= range.size && isOpaqueAttribute(bytesAt(range, position, length))) return true
  }
  for (let at = own; at + ENTRY_SIZE <= xattrs; ) {
    if (isOpaqueAttribute(bytes.subarray(at))) return true
    const size = ENTRY_SIZE + view.getUint8(at) + view.getUint16(at + 2, true)
    at += Math.ceil(size / 4) * 4
  }
  return false
}

function isOpaqueAttribute(bytes: Uint8Array): boolean {
  const view = viewOf(bytes)
  const [length, size] = [view.getUint8(0), view.getUint16(2, true)]
  return (
    view.getUint8(1) === TRUSTED &&
    size === 1 &&
    byteString(bytes.subarray(ENTRY_SIZE, ENTRY_SIZE + length + 1)) === `${OPAQUE}y`
  )
}
