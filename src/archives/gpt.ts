/**
 * The partitions of a disk image with a GPT (UEFI specification, 5.3), as system extensions and images of systems are
 * (UAPI.3, "Discoverable Disk Image"):
 *
 *   Header      in the second sector: "EFI PART", 64 bytes, position of the table u64 in sectors, number of entries u32,
 *               size of an entry u32
 *   Entry       type (16 bytes, a GUID whose first three fields are little-endian), 16 bytes, first sector u64, last sector u64
 * Sectors have 512 or 4096 bytes. Integers are little-endian.
 */
import { byteString } from '../base/bytes.ts'
import { archiveError } from './archive-error.ts'
import { type ByteRange, bytesAt, partOf } from './byte-range.ts'

const SECTOR_SIZES = [512, 4096]
const MAGIC = 'EFI PART'
const HEADER_SIZE = 92
const MIN_ENTRY_SIZE = 128
const MAX_ENTRY_SIZE = 4096
/** The specification asks for 128; programs let it grow. */
const MAX_ENTRIES = 1024

/** Types of partitions that are seen at /usr (UAPI.2, "Discoverable Partitions Specification"), one for each architecture. */
const USR_TYPES: ReadonlySet<string> = new Set([
  '75250d76-8cc6-458e-bd66-bd47cc81a812', // x86
  '8484680c-9521-48c6-9c11-b0720656f69e', // x86-64
  'e18cf08c-33ec-4c0d-8246-c6c6fb3da024', // Alpha
  '7978a683-6316-4922-bbee-38bff5a2fecc', // ARC
  '7d0359a3-02b3-4f0a-865c-654403e70625', // ARM
  'b0e01050-ee5f-4390-949a-9101b17104e9', // ARM-64
  '4301d2a6-4e3b-4b2a-bb94-9e0b2c4225ea', // IA-64
  'e611c702-575c-4cbe-9a46-434fa0bf7e3f', // LoongArch-64
  '0f4868e9-9952-4706-979f-3ed3a473e947', // MIPS-32 LE
  'c97c1f32-ba06-40b4-9f22-236061b08aa8', // MIPS-64 LE
  '7d14fec5-cc71-415d-9d6c-06bf0b3c3eaf', // PPC
  '2c9739e2-f068-46b3-9fd0-01c5a9afbcca', // PPC64
  '15bb03af-77e7-4d4a-b12b-c0d084f7491c', // PPC64LE
  'b933fb22-5c3f-4f91-af90-e2bb0fa50702', // RISC-V-32
  'beaec34b-8442-439b-a40b-984381ed097d', // RISC-V-64
  'cd0f869b-d0fb-4ca0-b141-9ea87cc78d66', // S390
  '8a4f5770-50aa-4ed3-874a-99b710db6fea', // S390X
  '55497029-c7c1-44cc-aa39-815ed1558630', // TILE-Gx
])

export interface Partition {
  /** A GUID in lower case. */
  readonly type: string
  /** Its root is /usr of the system. */
  readonly isUsr: boolean
  readonly content: ByteRange
}

export const isGpt = (range: ByteRange): boolean => sectorSizeOf(range) !== undefined

const sectorSizeOf = (range: ByteRange): number | undefined =>
  SECTOR_SIZES.find(
    (size) => range.size >= size + HEADER_SIZE && byteString(bytesAt(range, size, MAGIC.length)) === MAGIC,
  )

/** In the order of the table. @throws KmodError KMOD_ARCHIVE */
export function gptPartitions(range: ByteRange): Partition[] {
  const sectorSize = sectorSizeOf(range)
  if (sectorSize === undefined) throw archiveError('it has no GPT')
  const header = viewOf(bytesAt(range, sectorSize, HEADER_SIZE))
  const [count, entrySize] = [header.getUint32(80, true), header.getUint32(84, true)]
  if (entrySize < MIN_ENTRY_SIZE || entrySize > MAX_ENTRY_SIZE || count > MAX_ENTRIES)
    throw archiveError('the GPT is damaged')
  const table = bytesAt(range, Number(header.getBigUint64(72, true)) * sectorSize, count * entrySize)
  const partitions: Partition[] = []
  for (let at = 0; at < table.length; at += entrySize) {
    const view = viewOf(table.subarray(at, at + entrySize))
    const type = guidOf(view)
    if (/^[0-]+$/.test(type)) continue
    const [first, last] = [Number(view.getBigUint64(32, true)), Number(view.getBigUint64(40, true))]
    if (last < first) throw archiveError('the GPT is damaged')
    const content = partOf(range, first * sectorSize, (last - first + 1) * sectorSize)
    partitions.push({ type, isUsr: USR_TYPES.has(type), content })
  }
  return partitions
}

function guidOf(view: DataView): string {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')
  const rest = Array.from({ length: 8 }, (_, i) => hex(view.getUint8(8 + i), 2)).join('')
  return [
    hex(view.getUint32(0, true), 8),
    hex(view.getUint16(4, true), 4),
    hex(view.getUint16(6, true), 4),
    rest.slice(0, 4),
    rest.slice(4),
  ].join('-')
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength)
