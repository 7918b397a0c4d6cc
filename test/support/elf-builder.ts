/**
 * Builds kernel modules in memory, so that no test needs a binary in git: valid ones of every class and byte order,
 * and every damaged form.
 *
 *   buildModule({ modinfo: ['license=GPL'], exports: ['a'], needs: ['printk'] })
 *
 * All text is byte strings (latin1). A spec is plain JSON, because golden cases (testdata/trees) hold specs; CRCs of
 * more than 53 bits are written as `"0xffffffffffffffff"`. The same spec always gives the same bytes.
 */
import {
  type ElfClass,
  type ElfSection,
  type Endian,
  FieldWriter,
  HEADER_OFFSETS,
  type SectionHeaderOverride,
  SHN,
  SHT,
  SIZES,
  StringTable,
  writeElf,
} from './elf-writer.ts'

export type Crc = number | bigint | string

export interface ExportSpec {
  readonly name: string
  readonly crc?: Crc
  /**
   * How the module records its CRC: the value of an absolute symbol `__crc_NAME`; a word in the section `__kcrctab`
   * that `__crc_NAME` points to; or not at all (a kernel without modversions), with the name in `__ksymtab_strings`
   * only.
   * Default: absolute if there is a CRC, else strings-only.
   */
  readonly how?: 'absolute' | 'section' | 'strings-only'
}

export interface NeedSpec {
  readonly name: string
  readonly weak?: boolean
}

export interface VersionSpec {
  readonly name: string
  readonly crc: Crc
}

/** A raw symbol, for what the other fields cannot express. */
export interface SymbolSpec {
  readonly name: string
  /** Name of a section of this file, a special index, or any number. Default: undefined. */
  readonly section?: string | number
  readonly value?: Crc
  /** STB_*: 0 local, 1 global, 2 weak. Default: global. */
  readonly bind?: number
  /** STT_*. Default: none. */
  readonly type?: number
  /** Raw st_name instead of the right one. */
  readonly nameOffset?: number
}

export interface Damage {
  /** Raw values of header fields. */
  readonly header?: Partial<Record<keyof (typeof HEADER_OFFSETS)[64], number>>
  /** Raw values in section headers, by section name. */
  readonly sections?: Readonly<Record<string, SectionHeaderOverride>>
  /** Contents to replace, by section name. */
  readonly contents?: Readonly<Record<string, string>>
  /** Bytes to cut off the end of a section, by section name (1 removes the final NUL). */
  readonly trim?: Readonly<Record<string, number>>
  /** Bytes to be written over the finished file. */
  readonly patches?: readonly { readonly at: number; readonly bytes: string }[]
  /** The file's length: shorter cuts it, longer fills it up with NUL. */
  readonly length?: number
}

export interface ModuleSpec {
  readonly class?: ElfClass
  readonly endian?: Endian
  /** EM_*; default: a usual machine of that class and byte order. */
  readonly machine?: number
  /** ET_*; default ET_REL. */
  readonly type?: number
  /** The strings of .modinfo, `key=value`. Without it there is no such section. */
  readonly modinfo?: readonly string[]
  readonly exports?: readonly (string | ExportSpec)[]
  /** Further strings of `__ksymtab_strings`, as symbol namespaces leave there. */
  readonly namespaces?: readonly string[]
  readonly needs?: readonly (string | NeedSpec)[]
  /** Records of `__versions`. */
  readonly versions?: readonly VersionSpec[]
  /** Records of `__version_ext_crcs` and `__version_ext_names` (Linux 6.14 and later). */
  readonly extendedVersions?: readonly VersionSpec[]
  /** SPARC: names of undefined STT_REGISTER symbols. */
  readonly registers?: readonly string[]
  /** Further symbols, after all others. */
  readonly symbols?: readonly SymbolSpec[]
  /** Further sections, after all but the symbol table. */
  readonly sections?: readonly ElfSection[]
  /** Sections to be left out, by name. */
  readonly omit?: readonly string[]
  readonly extendedNumbering?: boolean
  readonly damage?: Damage
}

/** EM_* of the architectures that Linux runs on. */
const USUAL_MACHINES = { '32lsb': 3, '64lsb': 62, '32msb': 20, '64msb': 22 } as const
const ET_REL = 1
const STB_GLOBAL = 1
const STB_WEAK = 2
const STT_FUNC = 2
const STT_REGISTER = 13
/** A record of `__versions`: the CRC in one address-sized word, the name in what is left of 64 bytes. */
const VERSION_RECORD_SIZE = 64

export function buildModule(spec: ModuleSpec): Uint8Array {
  const format = { class: spec.class ?? 64, endian: spec.endian ?? 'lsb' } as const
  const contents = [...dataSections(spec, format), ...(spec.sections ?? [])]
  const sections = [...contents, ...symbolSections(spec, format, contents)]
  const text = writeElf({
    ...format,
    machine: spec.machine ?? USUAL_MACHINES[`${format.class}${format.endian}`],
    type: spec.type ?? ET_REL,
    sections: sections
      .filter(({ name }) => !spec.omit?.includes(name))
      .map((section) => ({ ...section, content: damagedContent(section, spec.damage) })),
    extendedNumbering: spec.extendedNumbering ?? false,
    sectionHeaders: spec.damage?.sections ?? {},
  })
  return damagedFile(Buffer.from(text, 'latin1'), format, spec.damage)
}

type Format = { readonly class: ElfClass; readonly endian: Endian }

const asExport = (entry: string | ExportSpec): ExportSpec =>
  typeof entry === 'string' ? { name: entry } : entry
const asNeed = (entry: string | NeedSpec): NeedSpec => (typeof entry === 'string' ? { name: entry } : entry)
const crcKind = (entry: ExportSpec) => entry.how ?? (entry.crc === undefined ? 'strings-only' : 'absolute')
const strings = (list: readonly string[]): string => list.map((text) => `${text}\0`).join('')

/** Everything but the symbol table. Empty sections are left out, as a linker does. */
function dataSections(spec: ModuleSpec, format: Format): ElfSection[] {
  const exported = (spec.exports ?? []).map(asExport)
  const kcrctab = exported.filter((entry) => crcKind(entry) === 'section')
  const names = [...exported.map((entry) => entry.name), ...(spec.namespaces ?? [])]
  const extended = spec.extendedVersions
  const content: readonly (readonly [name: string, content: string | undefined])[] = [
    ['.modinfo', spec.modinfo && strings(spec.modinfo)],
    ['__ksymtab_strings', names.length > 0 ? strings(names) : undefined],
    ['__kcrctab', kcrctab.length > 0 ? crcWords(kcrctab, format) : undefined],
    ['__versions', spec.versions && versionRecords(spec.versions, format)],
    ['__version_ext_crcs', extended && crcWords(extended, format)],
    ['__version_ext_names', extended && strings(extended.map((entry) => entry.name))],
  ]
  const text: ElfSection = { name: '.text', type: SHT.PROGBITS, content: '\0'.repeat(16) }
  return [
    text,
    ...content.flatMap(([name, content]) => (content === undefined ? [] : [progbits(name, content)])),
  ]
}

const progbits = (name: string, content: string): ElfSection => ({ name, type: SHT.PROGBITS, content })

function crcWords(list: readonly { readonly crc?: Crc }[], format: Format): string {
  const out = new FieldWriter(format)
  for (const { crc } of list) out.u32(BigInt(crc ?? 0))
  return out.text
}

function versionRecords(versions: readonly VersionSpec[], format: Format): string {
  const out = new FieldWriter(format)
  for (const { name, crc } of versions) {
    // A name that fills its field has no NUL: one of the damaged forms.
    const room = VERSION_RECORD_SIZE - format.class / 8
    out.word(BigInt(crc)).bytes(name.slice(0, room)).align(VERSION_RECORD_SIZE)
  }
  return out.text
}

/** .symtab and .strtab: registers, what is exported, what is needed, further symbols; in this order. */
function symbolSections(spec: ModuleSpec, format: Format, contents: readonly ElfSection[]): ElfSection[] {
  const symbols: SymbolSpec[] = [
    ...(spec.registers ?? []).map((name) => ({ name, type: STT_REGISTER })),
    ...exportSymbols((spec.exports ?? []).map(asExport)),
    ...(spec.needs ?? []).map(asNeed).map(({ name, weak }) => ({ name, bind: weak ? STB_WEAK : STB_GLOBAL })),
    ...(spec.symbols ?? []),
  ]
  const kept = contents.filter(({ name }) => !spec.omit?.includes(name))
  const sectionIndex = (name: string): number => 1 + kept.findIndex((section) => section.name === name)
  const names = new StringTable()
  const table = new FieldWriter(format).bytes('\0'.repeat(SIZES[format.class].symbol))
  for (const symbol of symbols) {
    const { section = SHN.UNDEF } = symbol
    const index = typeof section === 'string' ? sectionIndex(section) : section
    writeSymbol(table, symbol, { format, name: symbol.nameOffset ?? names.add(symbol.name), index })
  }
  const symtab = {
    name: '.symtab',
    type: SHT.SYMTAB,
    content: table.text,
    entsize: SIZES[format.class].symbol,
    link: kept.length + 2,
    info: 1,
  }
  return [symtab, { name: '.strtab', type: SHT.STRTAB, content: names.content }]
}

function exportSymbols(exported: readonly ExportSpec[]): SymbolSpec[] {
  let word = 0
  return exported.flatMap((entry): SymbolSpec[] => {
    const defined = { name: entry.name, section: '.text', type: STT_FUNC }
    const crc = { name: `__crc_${entry.name}` }
    const kind = crcKind(entry)
    if (kind === 'strings-only') return [defined]
    if (kind === 'absolute') return [defined, { ...crc, section: SHN.ABS, value: entry.crc ?? 0 }]
    return [defined, { ...crc, section: '__kcrctab', value: 4 * word++ }]
  })
}

function writeSymbol(
  out: FieldWriter,
  symbol: SymbolSpec,
  raw: { readonly format: Format; readonly name: number; readonly index: number },
): void {
  const info = ((symbol.bind ?? STB_GLOBAL) << 4) | (symbol.type ?? 0)
  const value = BigInt(symbol.value ?? 0)
  out.u32(raw.name)
  // The two classes hold the same fields in another order.
  if (raw.format.class === 32) out.word(value).word(0).u8(info).u8(0).u16(raw.index)
  else out.u8(info).u8(0).u16(raw.index).word(value).word(0)
}

function damagedContent(section: ElfSection, damage: Damage | undefined): string {
  const content = damage?.contents?.[section.name] ?? section.content
  return content.slice(0, content.length - (damage?.trim?.[section.name] ?? 0))
}

function damagedFile(file: Buffer, format: Format, damage: Damage | undefined): Uint8Array {
  const offsets = HEADER_OFFSETS[format.class]
  for (const [field, value] of Object.entries(damage?.header ?? {})) {
    const width = field === 'e_shoff' ? format.class / 8 : 2
    const bytes = new FieldWriter(format).uint(value, width).text
    file.write(bytes, offsets[field as keyof typeof offsets], 'latin1')
  }
  for (const { at, bytes } of damage?.patches ?? []) file.write(bytes, at, 'latin1')
  if (damage?.length === undefined) return file
  const resized = Buffer.alloc(damage.length)
  file.copy(resized, 0, 0, damage.length)
  return resized
}
