/**
 * Extended attributes of an inode of a squashfs image, of those that overlayfs may use: prefixes `user.` and `trusted.`,
 * with the value beside the name.
 *
 *   Table       in the superblock; attributes start u64, number of sets u32, u32; positions of metadata blocks u64, which have
 *               rows of 16 bytes: place u64 (block and offset), number of attributes u32, u32
 *   Attribute   type u16 (low 8 bits: 0 is "user.", 1 "trusted."; bit 8: the value is a place elsewhere), length u16, name; size u32, value
 * Integers are little-endian.
 */
import { byteString } from '../base/bytes.ts'
import { type ByteRange, bytesAt } from './byte-range.ts'
import type { ExtendedAttribute } from './overlay-attributes.ts'
import { type MetadataReader, type Superblock, viewOf } from './squashfs-metadata.ts'

const NONE = 0xffffffff
const ROWS_PER_BLOCK = 512
const ROW_SIZE = 16
const PREFIXES: Readonly<Record<number, string>> = { 0: 'user.', 1: 'trusted.' }
const PREFIX_BITS = 0xff
/** The value is elsewhere: only those that many inodes share, and are long. */
const IS_ELSEWHERE = 0x100
const MAX_ATTRIBUTES = 1024
/** Of a name and of a value that are looked at; Linux has names of 255 bytes and values of 64 KiB. */
const MAX_VALUE = 65_536

/** @param set of attributes, as the inode has it. @throws KmodError KMOD_ARCHIVE */
export function* squashfsAttributes(
  range: ByteRange,
  metadata: MetadataReader,
  { xattrTable }: Superblock,
  set: number,
): Generator<ExtendedAttribute> {
  if (set === NONE || xattrTable === undefined) return
  const head = viewOf(bytesAt(range, xattrTable, 16))
  if (set >= head.getUint32(8, true)) return
  const pointer = bytesAt(range, xattrTable + 16 + Math.floor(set / ROWS_PER_BLOCK) * 8, 8)
  const block = Number(viewOf(pointer).getBigUint64(0, true))
  const row = metadata.at(block, (set % ROWS_PER_BLOCK) * ROW_SIZE).take(ROW_SIZE)
  const place = row.getBigUint64(0, true)
  const start = Number(head.getBigUint64(0, true)) + Number(place >> 16n)
  const cursor = metadata.at(start, Number(place & 0xffffn))
  for (let left = Math.min(row.getUint32(8, true), MAX_ATTRIBUTES); left > 0; left--) {
    const entry = cursor.take(4)
    const name = textOf(cursor.take(entry.getUint16(2, true)))
    const size = cursor.take(4).getUint32(0, true)
    if (size > MAX_VALUE) return
    const value = textOf(cursor.take(size))
    const type = entry.getUint16(0, true)
    const prefix = PREFIXES[type & PREFIX_BITS]
    if (prefix !== undefined && (type & IS_ELSEWHERE) === 0) yield [prefix + name, value]
  }
}

const textOf = ({ buffer, byteOffset, byteLength }: DataView): string =>
  byteString(new Uint8Array(buffer, byteOffset, byteLength))
