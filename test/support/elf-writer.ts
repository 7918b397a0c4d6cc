/**
 * Writes relocatable ELF files: sections and symbols in, bytes out. elf-builder.ts decides on the contents of a kernel
 * module; this file is only the container, after the System V gABI, chapter 4.
 *
 *   ELF header | contents of the sections, each on an 8-byte boundary | section header table
 */
export type ElfClass = 32 | 64
export type Endian = 'lsb' | 'msb'

/** A section to be written. `content` is a byte string (latin1): what the file holds, byte for byte. */
export interface ElfSection {
  readonly name: string
  readonly type: number
  readonly content: string
  readonly flags?: number
  readonly link?: number
  readonly info?: number
  readonly entsize?: number
}

/** Raw values that replace the right ones in the section header. */
export type SectionHeaderOverride = Partial<Record<'type' | 'offset' | 'size' | 'name', number>>

export interface ElfImage {
  readonly class: ElfClass
  readonly endian: Endian
  readonly machine: number
  readonly type: number
  /** Without the null section; `.shstrtab` is added at the end. */
  readonly sections: readonly ElfSection[]
  /** e_shnum 0 and e_shstrndx SHN_XINDEX, with the real values in section 0. */
  readonly extendedNumbering: boolean
  readonly sectionHeaders: Readonly<Record<string, SectionHeaderOverride>>
}

export const SHT = { NULL: 0, PROGBITS: 1, SYMTAB: 2, STRTAB: 3, NOTE: 7, NOBITS: 8 } as const
export const SHN = { UNDEF: 0, ABS: 0xfff1, COMMON: 0xfff2, XINDEX: 0xffff } as const

/** Sizes of the structures, by class. */
export const SIZES = {
  32: { header: 52, sectionHeader: 40, symbol: 16 },
  64: { header: 64, sectionHeader: 64, symbol: 24 },
} as const

/** Offsets of header fields that tests damage; all are 16 bits wide except e_shoff. */
export const HEADER_OFFSETS = {
  32: { e_type: 16, e_machine: 18, e_shoff: 32, e_shentsize: 46, e_shnum: 48, e_shstrndx: 50 },
  64: { e_type: 16, e_machine: 18, e_shoff: 40, e_shentsize: 58, e_shnum: 60, e_shstrndx: 62 },
} as const

/** A run of integers in the file's byte order, collected as a byte string. */
export class FieldWriter {
  text = ''
  readonly #endian: Endian
  readonly #class: ElfClass

  constructor(format: { readonly class: ElfClass; readonly endian: Endian }) {
    this.#endian = format.endian
    this.#class = format.class
  }

  uint(value: number | bigint, bytes: number): this {
    let rest = BigInt.asUintN(bytes * 8, BigInt(value))
    let little = ''
    for (let i = 0; i < bytes; i++, rest >>= 8n) little += String.fromCharCode(Number(rest & 0xffn))
    this.text += this.#endian === 'lsb' ? little : [...little].reverse().join('')
    return this
  }

  u8 = (value: number): this => this.uint(value, 1)
  u16 = (value: number): this => this.uint(value, 2)
  u32 = (value: number | bigint): this => this.uint(value, 4)
  /** An address-sized field: 4 bytes in ELF32, 8 in ELF64. */
  word = (value: number | bigint): this => this.uint(value, this.#class / 8)

  bytes(text: string): this {
    this.text += text
    return this
  }

  /** Fills with NUL up to a multiple of `boundary`. */
  align(boundary: number): this {
    while (this.text.length % boundary !== 0) this.text += '\0'
    return this
  }
}

/** A string table that starts, as the gABI requires, with the empty string. */
export class StringTable {
  content = '\0'

  /** Adds `text` and returns its offset. */
  add(text: string): number {
    if (text === '') return 0
    const at = this.content.length
    this.content += `${text}\0`
    return at
  }
}

export function writeElf(image: ElfImage): string {
  const names = new StringTable()
  const listed = image.sections.map((section) => ({ section, name: names.add(section.name) }))
  const shstrtabName = names.add('.shstrtab')
  const shstrtab = { name: '.shstrtab', type: SHT.STRTAB, content: names.content }
  listed.push({ section: shstrtab, name: shstrtabName })

  const contents = new FieldWriter(image).bytes('\0'.repeat(SIZES[image.class].header))
  const headers = new FieldWriter(image)
  const count = listed.length + 1
  writeNullHeader(headers, image, count)
  for (const { section, name } of listed) {
    const offset = contents.align(8).text.length
    if (section.type !== SHT.NOBITS) contents.bytes(section.content)
    writeSectionHeader(headers, section, { name, offset, ...image.sectionHeaders[section.name] })
  }
  const tableOffset = contents.align(8).text.length
  const header = elfHeader(image, tableOffset, count)
  return header + contents.text.slice(header.length) + headers.text
}

/** gABI: section 0 is all zero, except for values that do not fit in the header. */
function writeNullHeader(out: FieldWriter, image: ElfImage, count: number): void {
  const [size, link] = image.extendedNumbering ? [count, count - 1] : [0, 0]
  out.u32(0).u32(0).word(0).word(0).word(0).word(size).u32(link).u32(0).word(0).word(0)
}

function writeSectionHeader(
  out: FieldWriter,
  section: ElfSection,
  raw: SectionHeaderOverride & { readonly name: number; readonly offset: number },
): void {
  out.u32(raw.name).u32(raw.type ?? section.type)
  out.word(section.flags ?? 0).word(0)
  out.word(raw.offset).word(raw.size ?? section.content.length)
  out.u32(section.link ?? 0).u32(section.info ?? 0)
  out.word(8).word(section.entsize ?? 0)
}

function elfHeader(image: ElfImage, sectionTable: number, count: number): string {
  const size = SIZES[image.class]
  const out = new FieldWriter(image)
  out
    .bytes('\x7fELF')
    .u8(image.class / 32)
    .u8(image.endian === 'lsb' ? 1 : 2)
    .u8(1)
  out.align(16)
  out.u16(image.type).u16(image.machine).u32(1)
  out.word(0).word(0).word(sectionTable).u32(0)
  out.u16(size.header).u16(0).u16(0).u16(size.sectionHeader)
  return image.extendedNumbering ? out.u16(0).u16(SHN.XINDEX).text : out.u16(count).u16(count - 1).text
}
