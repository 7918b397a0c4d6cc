/**
 * The sections of a PE file, which a unified kernel image is (UAPI.5, "Unified Kernel Image"): `.linux` has the kernel,
 * `.initrd` the initramfs, `.uname` the kernel release.
 *
 *   0x3c   u32 where the PE header is: "PE\0\0", machine u16, number of sections u16, 12 bytes, size of the optional header u16,
 *          u16; the optional header; a row of 40 bytes per section: name (8 bytes), virtual size u32, virtual address u32,
 *          size in the file u32, position in the file u32, 16 bytes
 * Integers are little-endian. The size in the file is rounded up; the virtual size is that of the content.
 */
import { byteString } from '../base/bytes.ts'
import { archiveError } from './archive-error.ts'
import { type ByteRange, bytesAt, partOf } from './byte-range.ts'

const HEADER_POSITION_AT = 0x3c
const HEADER_SIZE = 24
const SECTION_SIZE = 40

export interface PeSection {
  readonly name: string
  readonly content: ByteRange
}

export const isPe = (head: Uint8Array): boolean => byteString(head.subarray(0, 2)) === 'MZ'

/** @throws KmodError KMOD_ARCHIVE */
export function peSections(range: ByteRange): PeSection[] {
  const headerAt = viewOf(bytesAt(range, HEADER_POSITION_AT, 4)).getUint32(0, true)
  const header = bytesAt(range, headerAt, HEADER_SIZE)
  if (byteString(header.subarray(0, 4)) !== 'PE\0\0') throw archiveError('it has no PE header')
  const view = viewOf(header)
  const count = view.getUint16(6, true)
  const rows = bytesAt(range, headerAt + HEADER_SIZE + view.getUint16(20, true), count * SECTION_SIZE)
  return Array.from({ length: count }, (_, i) =>
    section(range, rows.subarray(i * SECTION_SIZE, (i + 1) * SECTION_SIZE)),
  )
}

function section(range: ByteRange, row: Uint8Array): PeSection {
  const view = viewOf(row)
  const name = byteString(row.subarray(0, 8)).replace(/\0.*$/s, '')
  const [virtualSize, size, position] = [
    view.getUint32(8, true),
    view.getUint32(16, true),
    view.getUint32(20, true),
  ]
  const length = virtualSize === 0 ? size : Math.min(size, virtualSize)
  if (position + length > range.size) throw archiveError('the section is cut off', name)
  return { name, content: partOf(range, position, length) }
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength)
