/**
 * The build ID of a module: an ELF note (gABI chapter 5) in the section .note.gnu.build-id:
 *
 *   word  length of the name, with its NUL: 4
 *   word  length of the description
 *   word  type: 3 (NT_GNU_BUILD_ID)
 *   "GNU\0"
 *   the description, which is the ID: 20 bytes of SHA-1 in a usual kernel, but any length is valid
 */
import type { ByteSource } from '../base/byte-source.ts'
import { hasAt } from '../base/bytes.ts'
import type { ElfImage, ElfSection } from '../elf/elf-image.ts'

const HEADER_SIZE = 12
const GNU = Buffer.from('GNU\0', 'latin1')
const NT_GNU_BUILD_ID = 3

/** The build ID, in memory of its own; `undefined` if there is no such note or it is malformed. */
export function readBuildId({ source, littleEndian, section }: ElfImage): Uint8Array | undefined {
  const note = section('.note.gnu.build-id')
  return note && buildIdIn(source, note, littleEndian)
}

/** Likewise, of a note that is loaded. */
export function buildIdIn(
  { bytes, view }: ByteSource,
  section: ElfSection,
  littleEndian: boolean,
): Uint8Array | undefined {
  if (section.end - section.start < HEADER_SIZE + GNU.length) return undefined
  const word = (at: number): number => view.getUint32(section.start + at, littleEndian)
  const start = section.start + HEADER_SIZE + GNU.length
  const end = start + word(4)
  if (word(0) !== GNU.length || word(8) !== NT_GNU_BUILD_ID || end > section.end) return undefined
  if (!hasAt(bytes, section.start + HEADER_SIZE, section.end, GNU)) return undefined
  return new Uint8Array(bytes.subarray(start, end))
}
