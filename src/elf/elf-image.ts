/**
 * An ELF file as named sections, every bound checked. What kmod accepts is accepted and what it refuses is refused
 * (kmod-behaviour 4.2); beyond it, extended section numbering is read (gABI chapter 4: e_shnum 0 and e_shstrndx
 * SHN_XINDEX mean "look in section 0"), and what makes kmod abort is an error of this one file.
 */

import type { ByteSource } from '../base/byte-source.ts'
import { byteAt, hasAt } from '../base/bytes.ts'
import { KmodError } from '../base/errors.ts'
import type { ElfLayout } from './elf-constants.ts'
import * as E from './elf-constants.ts'
import { type ElfHeader, readElfHeader, type SectionEntry } from './elfy-adapter.ts'

/** The sections that tskmod reads; the others are passed over without a look. */
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
export type SectionName = (typeof SECTION_NAMES)[number]

/** Where a section lies in the file: in bounds, which was checked. */
export interface ElfSection {
  readonly start: number
  readonly end: number
}

export interface ElfImage {
  readonly source: ByteSource
  readonly layout: ElfLayout
  readonly littleEndian: boolean
  readonly machine: number
  readonly sectionCount: number
  /** The first section of that name that lies inside the file, loaded; `undefined` when there is none. */
  section(name: SectionName): ElfSection | undefined
  /** Section `index`, loaded; `undefined` when it is not a section inside the file. */
  sectionAt(index: number): ElfSection | undefined
}

const WANTED = SECTION_NAMES.map((name) => Buffer.from(`${name}\0`, 'latin1'))
/** Most of the 60 sections of a module are ruled out by one look: `.text`, `.rela.text`, `.data`, ... */
const SECOND_LETTERS = new Set(WANTED.map((name) => name[1]))

/**
 * Opens the ELF file that `source` holds.
 * @throws KmodError KMOD_NOT_ELF, KMOD_ELF_UNSUPPORTED or KMOD_ELF_MALFORMED
 */
export function openElf(source: ByteSource): ElfImage {
  source.load(0, Math.min(source.size, E.ELF64.ehsize))
  const header = readElfHeader(source.bytes, source.size)
  const table = locateSectionTable(source, header)
  const names = locateSectionNames(source, header, table)
  const found = findSections(source, header, table, names)
  const load = (section: ElfSection | undefined): ElfSection | undefined => {
    if (section) source.load(section.start, section.end)
    return section
  }
  return {
    source,
    layout: header.layout,
    littleEndian: header.littleEndian,
    machine: header.machine,
    sectionCount: table.count,
    section: (name) => load(found[SECTION_NAMES.indexOf(name)]),
    sectionAt: remembered((index) =>
      index < table.count ? load(sectionRange(source, readEntry(source, header, table, index))) : undefined,
    ),
  }
}

/** The symbols of one section stand together: the last answer is the one that is asked for next. */
function remembered<T>(answer: (index: number) => T): (index: number) => T {
  let last = -1
  let lastAnswer: T | undefined
  return (index) => {
    if (index === last) return lastAnswer as T
    last = index
    lastAnswer = answer(index)
    return lastAnswer
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
  const first = header.readSection(source.bytes, start)
  const count = header.e_shnum === 0 ? first.sh_size : header.e_shnum
  if (start + count * shentsize > source.size) throw malformed('the section table is not inside the file')
  source.load(start, start + count * shentsize)
  return { start, count, namesIndex: header.e_shstrndx === E.SHN_XINDEX ? first.sh_link : header.e_shstrndx }
}

/** .shstrtab: its last byte must be NUL, so that every name in it ends. */
function locateSectionNames(source: ByteSource, header: ElfHeader, table: SectionTable): ElfSection {
  const { namesIndex, count } = table
  // kmod aborts (SIGABRT) on both of these; one bad module must not end the run.
  if (namesIndex === E.SHN_UNDEF || namesIndex >= count)
    throw malformed(`section ${namesIndex} of ${count} cannot hold the section names`)
  const entry = readEntry(source, header, table, namesIndex)
  const names = sectionRange(source, entry)
  // kmod looks up the name of this section too, although nobody asks for it.
  if (entry.sh_name >= entry.sh_size) throw malformed('the section of the names has no name')
  if (!names || names.start === names.end) throw malformed('the section names are not inside the file')
  source.load(names.start, names.end)
  if (byteAt(source.bytes, names.end - 1) !== 0) throw malformed('the last section name has no end')
  return names
}

function readEntry(source: ByteSource, header: ElfHeader, table: SectionTable, index: number): SectionEntry {
  return header.readSection(source.bytes, table.start + index * header.layout.shentsize)
}

function sectionRange(source: ByteSource, entry: SectionEntry): ElfSection | undefined {
  const end = entry.sh_offset + entry.sh_size
  return end <= source.size ? { start: entry.sh_offset, end } : undefined
}

/** One pass over the table; only entries whose name is wanted are decoded. */
function findSections(
  source: ByteSource,
  header: ElfHeader,
  table: SectionTable,
  names: ElfSection,
): (ElfSection | undefined)[] {
  const found = new Array<ElfSection | undefined>(WANTED.length).fill(undefined)
  const { shentsize } = header.layout
  for (let index = 1; index < table.count; index++) {
    // sh_name is the first word of an entry in both classes.
    const nameAt = names.start + source.view.getUint32(table.start + index * shentsize, header.littleEndian)
    if (nameAt >= names.end || !SECOND_LETTERS.has(byteAt(source.bytes, nameAt + 1))) continue
    const wanted = WANTED.findIndex((name) => hasAt(source.bytes, nameAt, names.end, name))
    if (wanted < 0 || found[wanted]) continue
    const section = sectionRange(source, readEntry(source, header, table, index))
    // kmod: a section at offset 0, where the ELF header is, counts as missing.
    if (section && section.start > 0) found[wanted] = section
  }
  return found
}

const malformed = (what: string): KmodError =>
  new KmodError('KMOD_ELF_MALFORMED', `Cannot read ELF section table: ${what}`)
