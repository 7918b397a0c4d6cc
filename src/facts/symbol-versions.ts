/**
 * The versions (CRCs) that a module was built against, by symbol name.
 *
 * `__versions`: records of 64 bytes, a CRC of the word size of the class and a name that fills the rest, ended by NUL.
 * `__version_ext_crcs` and `__version_ext_names` (Linux >= 6.14): 32-bit CRCs, and as many strings ended by NUL; there
 * names can be of any length. kmod 34 does not read them; where a module has them, they are the better source.
 */
import { findNul } from '../base/bytes.ts'
import * as E from '../elf/elf-constants.ts'
import type { ElfImage, ElfSection } from '../elf/elf-image.ts'
import type { SymbolVisitor } from './exported-symbols.ts'

const RECORD_SIZE = 64

/**
 * Calls `visit` for each record in section order. A name without an end is told as `nameEnd` -1.
 * kmod: a `__versions` that is no whole number of records is as good as none.
 */
export function eachSymbolVersion(image: ElfImage, visit: SymbolVisitor): void {
  const crcs = image.section('__version_ext_crcs')
  const names = image.section('__version_ext_names')
  if (crcs && names && hasNameForEach(image, crcs, names)) visitExtended(image, crcs, names, visit)
  else visitRecords(image, visit)
}

function visitRecords(image: ElfImage, visit: SymbolVisitor): void {
  const section = image.section('__versions')
  if (!section || (section.end - section.start) % RECORD_SIZE !== 0) return
  const { bytes, view } = image.source
  const little = image.littleEndian
  const crcSize = image.layout === E.ELF64 ? 8 : 4
  const lowAt = little || crcSize === 4 ? 0 : 4
  for (let at = section.start; at < section.end; at += RECORD_SIZE) {
    const low = view.getUint32(at + lowAt, little)
    const high = crcSize === 8 ? view.getUint32(at + 4 - lowAt, little) : 0
    const end = findNul(bytes, at + crcSize, at + RECORD_SIZE)
    visit(at + crcSize, end === at + RECORD_SIZE ? -1 : end, low, high)
  }
}

function hasNameForEach(image: ElfImage, crcs: ElfSection, names: ElfSection): boolean {
  if ((crcs.end - crcs.start) % 4 !== 0) return false
  let missing = (crcs.end - crcs.start) / 4
  for (let at = names.start; missing > 0 && at < names.end; missing--) {
    const end = findNul(image.source.bytes, at, names.end)
    if (end === names.end) return false
    at = end + 1
  }
  return missing === 0
}

function visitExtended(image: ElfImage, crcs: ElfSection, names: ElfSection, visit: SymbolVisitor): void {
  const { bytes, view } = image.source
  let start = names.start
  for (let at = crcs.start; at < crcs.end; at += 4) {
    const end = findNul(bytes, start, names.end)
    visit(start, end, view.getUint32(at, image.littleEndian), 0)
    start = end + 1
  }
}
