/**
 * Where the payload of an rpm package starts (rpm's docs/manual/format_v4.md):
 *
 *   Lead        96 bytes, magic ED AB EE DB
 *   Signature   a header structure, padded to a multiple of 8
 *   Header      a header structure
 *   Payload     a cpio archive, compressed
 *   Structure   magic 8E AD E8 01, 4 bytes reserved, u32 number of entries, u32 size of the store; entries of 16 bytes; store
 * Integers are big-endian.
 */
import { archiveError } from './archive-error.ts'
import { type ByteRange, bytesAt, partOf } from './byte-range.ts'

const LEAD_MAGIC = 0xedabeedb
const LEAD_SIZE = 96
const HEADER_MAGIC = 0x8eade801
const INTRO_SIZE = 16
const ENTRY_SIZE = 16

export const isRpm = (head: Uint8Array): boolean =>
  head.length >= 4 && viewOf(head).getUint32(0) === LEAD_MAGIC

/** The payload, still compressed. @throws KmodError KMOD_ARCHIVE */
export function rpmPayload(range: ByteRange): ByteRange {
  const signatureEnd = structureEnd(range, LEAD_SIZE)
  const start = structureEnd(range, Math.ceil(signatureEnd / 8) * 8)
  if (start >= range.size) throw archiveError('it is cut off')
  return partOf(range, start, range.size - start)
}

function structureEnd(range: ByteRange, at: number): number {
  const intro = viewOf(bytesAt(range, at, INTRO_SIZE))
  if (intro.getUint32(0) !== HEADER_MAGIC) throw archiveError(`no rpm header at byte ${at}`)
  return at + INTRO_SIZE + intro.getUint32(8) * ENTRY_SIZE + intro.getUint32(12)
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength)
