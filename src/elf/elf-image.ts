/**
 * An ELF file as named sections, every bound checked. Accepts and refuses the same files as kmod (README.md, header and
 * sections); in addition, extended section numbering is read (gABI chapter 4: e_shnum 0 and e_shstrndx SHN_XINDEX mean
 * "look in section 0"), and a bad header is an error of this one file.
 */

import type { ByteSource } from '../base/byte-source.ts'
import { byteAt, bytesOf, hasAt } from '../base/bytes.ts'
import { KmodError } from '../base/errors.ts'
import type { ElfLayout } from './elf-constants.ts'
import * as E from './elf-constants.ts'
import { type ElfHeader, readElfHeader } from './elfy-adapter.ts'
import { checkLimit, MAX_SECTIONS } from './limits.ts'

/** The sections that depmod reads; all others are skipped. */
export const SECTION_NAMES = [
  '.modinfo',
  '.symtab',
  '.strtab',
  '.symtab_shndx',
  '__ksymtab_strings',
  '__versions',
  '__version_ext_crcs',
  '__version_ext_names',
] as const
/** The sections that modinfo reads. */
export const MODINFO_SECTION_NAMES = ['.modinfo', '.note.gnu.build-id'] as const
export type SectionName = (typeof SECTION_NAMES | typeof MODINFO_SECTION_NAMES)[number]

/** The range of a section in the file; already checked to be in bounds. */
export interface ElfSection {
  readonly start: number
  readonly end: number
}

export interface ElfImage {
  readonly source: ByteSource
  readonly layout: ElfLayout
  readonly littleEndian: boolean
  readonly machine: number
  /** Offset of the section table and its number of entries; all of it is inside the file, and loaded. */
  readonly sectionTable: number
  readonly sectionCount: number
  /** The first section of that name that is inside the file, loaded; `undefined` if there is none. */
  section(name: SectionName): ElfSection | undefined
}

/** The names of the wanted sections, prepared once. */
interface WantedSections {
  readonly names: readonly SectionName[]
  /** The same names with their final NUL. */
  readonly bytes: readonly Uint8Array[]
  /**
   * By the second letter of a name: 1 if a wanted name has that letter. This rules out most of the 60 sections of a
   * module.
   */
  readonly secondLetters: Uint8Array
}

function wantedSections(names: readonly SectionName[]): WantedSections {
  const bytes = names.map((name) => bytesOf(`${name}\0`))
  const secondLetters = Uint8Array.from({ length: 256 }, (_, letter) =>
    bytes.some((name) => name[1] === letter) ? 1 : 0,
  )
  return { names, bytes, secondLetters }
}

const DEPMOD_SECTIONS = wantedSections(SECTION_NAMES)
export const MODINFO_SECTIONS: WantedSections = wantedSections(MODINFO_SECTION_NAMES)

/**
 * Opens the ELF file that `source` holds.
 * @param wanted the sections that can be requested
 * @throws KmodError KMOD_NOT_ELF, KMOD_ELF_UNSUPPORTED or KMOD_ELF_MALFORMED
 */
export function openElf(source: ByteSource, wanted: WantedSections = DEPMOD_SECTIONS): ElfImage {
  source.load(0, Math.min(source.size, E.ELF64.ehsize))
  const header = readElfHeader(source.bytes, source.size)
  const table = locateSectionTable(source, header)
  const names = locateSectionNames(source, header, table)
  const found = findSections(source, header, { table, names, wanted })
  const load = (section: ElfSection | undefined): ElfSection | undefined => {
    if (section) source.load(section.start, section.end)
    return section
  }
  return {
    source,
    layout: header.layout,
    littleEndian: header.littleEndian,
    machine: header.machine,
    sectionTable: table.start,
    sectionCount: table.count,
    section: (name) => load(found[wanted.names.indexOf(name)]),
  }
}

interface SectionTable {
  readonly start: number
  readonly count: number
  readonly namesIndex: number
}

function locateSectionTable(source: ByteSource, header: ElfHeader): SectionTable {
  const { shentsize } = header.layout
  if (header.e_shentsize !== shentsize)
    throw malformed(`e_shentsize is ${header.e_shentsize}, expected ${shentsize}`)
  const start = header.e_shoff
  const extended = header.e_shnum === 0 || header.e_shstrndx === E.SHN_XINDEX
  const room = extended ? 1 : header.e_shnum
  if (start + room * shentsize > source.size) throw malformed('the section table is not inside the file')
  if (!extended) {
    source.load(start, start + room * shentsize)
    return { start, count: header.e_shnum, namesIndex: header.e_shstrndx }
  }
  source.load(start, start + shentsize)
  const first = readEntry(source, header, start)
  const count = header.e_shnum === 0 ? first.sh_size : header.e_shnum
  if (start + count * shentsize > source.size) throw malformed('the section table is not inside the file')
  checkLimit('sections', count, MAX_SECTIONS)
  source.load(start, start + count * shentsize)
  return { start, count, namesIndex: header.e_shstrndx === E.SHN_XINDEX ? first.sh_link : header.e_shstrndx }
}

/** .shstrtab: its last byte must be NUL, so that every name in it ends. */
function locateSectionNames(source: ByteSource, header: ElfHeader, table: SectionTable): ElfSection {
  const { namesIndex, count } = table
  // differs from kmod: one bad module does not end the run.
  if (namesIndex === E.SHN_UNDEF || namesIndex >= count)
    throw malformed(`section ${namesIndex} of ${count} cannot hold the section names`)
  const entry = readEntry(source, header, table.start + namesIndex * header.layout.shentsize)
  const names = sectionRange(source, entry)
  // kmod looks up the name of this section too, although it is never used.
  if (entry.sh_name >= entry.sh_size) throw malformed('the section of the names has no name')
  if (!names || names.start === names.end) throw malformed('the section names are not inside the file')
  source.load(names.start, names.end)
  if (byteAt(source.bytes, names.end - 1) !== 0) throw malformed('the last section name is not terminated')
  return names
}

interface SectionEntry {
  readonly sh_name: number
  /** May be any 64-bit number, rounded if a double is not exact: compare before use. */
  readonly sh_offset: number
  readonly sh_size: number
  readonly sh_link: number
}

function readEntry({ view }: ByteSource, { layout, littleEndian }: ElfHeader, at: number): SectionEntry {
  return {
    // sh_name is the first word of an entry in both classes.
    sh_name: view.getUint32(at, littleEndian),
    sh_offset: readWord(view, at + layout.sh_offset, layout, littleEndian),
    sh_size: readWord(view, at + layout.sh_size, layout, littleEndian),
    sh_link: view.getUint32(at + layout.sh_link, littleEndian),
  }
}

function readWord(view: DataView, at: number, { wordSize }: ElfLayout, littleEndian: boolean): number {
  if (wordSize === 4) return view.getUint32(at, littleEndian)
  const [low, high] = littleEndian ? [at, at + 4] : [at + 4, at]
  return view.getUint32(high, littleEndian) * 2 ** 32 + view.getUint32(low, littleEndian)
}

function sectionRange(source: ByteSource, entry: SectionEntry): ElfSection | undefined {
  const end = entry.sh_offset + entry.sh_size
  return end <= source.size ? { start: entry.sh_offset, end } : undefined
}

/** One pass over the table; only entries whose name is wanted are decoded. */
function findSections(
  source: ByteSource,
  header: ElfHeader,
  { table, names, wanted }: { table: SectionTable; names: ElfSection; wanted: WantedSections },
): (ElfSection | undefined)[] {
  const found = new Array<ElfSection | undefined>(wanted.names.length).fill(undefined)
  const { bytes, view } = source
  const { shentsize } = header.layout
  const end = table.start + table.count * shentsize
  let missing = found.length
  for (let at = table.start + shentsize; at < end && missing > 0; at += shentsize) {
    const nameAt = names.start + view.getUint32(at, header.littleEndian)
    if (nameAt >= names.end || wanted.secondLetters[byteAt(bytes, nameAt + 1)] === 0) continue
    const position = wantedAt(wanted, bytes, nameAt, names.end)
    if (position < 0 || found[position]) continue
    const section = sectionRange(source, readEntry(source, header, at))
    // kmod: a section at offset 0, where the ELF header is, counts as missing.
    if (!section || section.start === 0) continue
    found[position] = section
    missing--
  }
  return found
}

/** The position in the wanted names of the name at `at`, or -1. */
function wantedAt(wanted: WantedSections, bytes: Uint8Array, at: number, end: number): number {
  return wanted.bytes.findIndex((name) => hasAt(bytes, at, end, name))
}

const malformed = (what: string): KmodError =>
  new KmodError('KMOD_ELF_MALFORMED', `Cannot read ELF section table: ${what}`)
