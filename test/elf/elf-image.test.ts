import { describe, expect, it } from 'vitest'
import { wholeSource } from '../../src/base/byte-source.ts'
import { openElf } from '../../src/elf/elf-image.ts'
import { buildModule, type Damage, type ModuleSpec } from '../support/elf-builder.ts'
import { SHN, SHT } from '../support/elf-writer.ts'
import { refusalOf } from '../support/refusal.ts'
import { FORMATS, imageOf, lazySource, sectionText } from './images.ts'

const MODULE: ModuleSpec = { modinfo: ['license=GPL'], exports: ['a'], versions: [{ name: 'b', crc: 7 }] }
/** null, .text, .modinfo, __ksymtab_strings, __versions, .symtab, .strtab, .shstrtab */
const SECTION_COUNT = 8

describe.each(FORMATS)('openElf() of class $class, $endian', (format) => {
  it('finds the wanted sections', () => {
    const image = imageOf({ ...MODULE, ...format })
    expect(sectionText(image, '.modinfo')).toBe('license=GPL\0')
    expect(sectionText(image, '__ksymtab_strings')).toBe('a\0')
    expect(sectionText(image, '__versions')).toHaveLength(64)
    expect(sectionText(image, '.strtab')).toBe('\0a\0')
    expect(image.section('.symtab_shndx')).toBeUndefined()
    expect(image.sectionCount).toBe(SECTION_COUNT)
    expect(image.littleEndian).toBe(format.endian === 'lsb')
    expect(image.layout.ehsize).toBe(format.class === 64 ? 64 : 52)
  })

  it('returns the machine', () => {
    expect(imageOf({ ...MODULE, ...format, machine: 0x1234 }).machine).toBe(0x1234)
  })

  it('reads extended section numbering', () => {
    const image = imageOf({ ...MODULE, ...format, extendedNumbering: true })
    expect(sectionText(image, '.modinfo')).toBe('license=GPL\0')
    expect(image.sectionCount).toBe(SECTION_COUNT)
  })

  it('loads what it reads', () => {
    for (const extendedNumbering of [false, true]) {
      const image = openElf(lazySource(buildModule({ ...MODULE, ...format, extendedNumbering })))
      expect(sectionText(image, '.modinfo')).toBe('license=GPL\0')
      expect(sectionText(image, '.strtab')).toBe('\0a\0')
    }
  })

  it.each<[string, Damage]>([
    ['e_shentsize is 0', { header: { e_shentsize: 0 } }],
    ['e_shentsize is that of the other class', { header: { e_shentsize: format.class === 64 ? 40 : 64 } }],
    ['e_shentsize is one too large', { header: { e_shentsize: format.class === 64 ? 65 : 41 } }],
    ['e_shoff is past the end', { header: { e_shoff: 0x7fffffff } }],
    ['e_shoff is the largest number', { header: { e_shoff: -1 } }],
    ['e_shnum is larger than the table', { header: { e_shnum: SECTION_COUNT + 1 } }],
    ['e_shnum is the largest number', { header: { e_shnum: 0xffff } }],
    ['e_shnum is 0 and section 0 has no count', { header: { e_shnum: 0 } }],
    ['e_shnum is 1, too few for the section names', { header: { e_shnum: 1 } }],
    ['e_shstrndx is 0', { header: { e_shstrndx: SHN.UNDEF } }],
    ['e_shstrndx is e_shnum', { header: { e_shstrndx: SECTION_COUNT } }],
    ['e_shstrndx is reserved', { header: { e_shstrndx: SHN.ABS } }],
    ['e_shstrndx is extended and section 0 names no section', { header: { e_shstrndx: SHN.XINDEX } }],
    ['the section names are empty', { sections: { '.shstrtab': { size: 0 } } }],
    ['the section names have no end', { sections: { '.shstrtab': { size: 5 } } }],
    ['the section names reach past the end', { sections: { '.shstrtab': { size: 0x7fffffff } } }],
    ['the section names start past the end', { sections: { '.shstrtab': { offset: 0x7fffffff } } }],
    ['the section names are of the largest size', { sections: { '.shstrtab': { size: -1 } } }],
  ])('refuses as malformed when %s', (_, damage) => {
    expect(refusalOf(() => imageOf({ ...MODULE, ...format, damage })).code).toBe('KMOD_ELF_MALFORMED')
  })

  it.each([
    ['the count is larger than the table', { size: SECTION_COUNT + 1, link: SECTION_COUNT - 1 }],
    ['the count is the largest number', { size: -1, link: SECTION_COUNT - 1 }],
    ['the count is 0', { size: 0, link: SECTION_COUNT - 1 }],
    ['the names are in section 0', { size: SECTION_COUNT, link: 0 }],
    ['the names are in the section after the last', { size: SECTION_COUNT, link: SECTION_COUNT }],
  ])('refuses extended numbering as malformed when %s', (_, { size, link }) => {
    const bytes = Buffer.from(buildModule({ ...MODULE, ...format, extendedNumbering: true }))
    const table = bytes.length - SECTION_COUNT * (format.class === 64 ? 64 : 40)
    const [sizeAt, sizeWidth, linkAt] = format.class === 64 ? ([32, 8, 40] as const) : ([20, 4, 24] as const)
    for (const [at, width, value] of [
      [sizeAt, sizeWidth, size],
      [linkAt, 4, link],
    ] as const) {
      const field = Buffer.alloc(width)
      if (width === 8) field.writeBigInt64BE(BigInt(value))
      else field.writeInt32BE(value)
      bytes.set(format.endian === 'lsb' ? field.reverse() : field, table + at)
    }
    expect(refusalOf(() => openElf(wholeSource(bytes))).code).toBe('KMOD_ELF_MALFORMED')
  })
})

describe('ElfImage.section()', () => {
  const modinfo = (content: string, type: number = SHT.PROGBITS) => ({ name: '.modinfo', type, content })

  it('gives the first section of a name', () => {
    expect(sectionText(imageOf({ sections: [modinfo('first\0'), modinfo('second\0')] }), '.modinfo')).toBe(
      'first\0',
    )
  })

  it('passes over a section that reaches past the end, for the next of that name', () => {
    const spec = { sections: [modinfo('x'.repeat(100_000), SHT.NOBITS), modinfo('second\0')] }
    expect(sectionText(imageOf(spec), '.modinfo')).toBe('second\0')
  })

  it('knows no section that reaches past the end', () => {
    const sections = { '.modinfo': { size: 0x7fffffff } }
    expect(imageOf({ ...MODULE, damage: { sections } }).section('.modinfo')).toBeUndefined()
  })

  it.each([
    ['starts', { offset: -1 }],
    ['ends', { size: -1 }],
    ['starts and ends', { offset: -1, size: -1 }],
  ])('knows no section that %s at the largest 64-bit number', (_, override) => {
    const image = imageOf({ ...MODULE, damage: { sections: { '.modinfo': override } } })
    expect(image.section('.modinfo')).toBeUndefined()
    expect(sectionText(image, '.strtab')).toBe('\0a\0')
  })

  it('takes a section whose name is the end of a longer one', () => {
    const bytes = buildModule({
      sections: [{ name: '.rela.modinfo', type: SHT.PROGBITS, content: 'tail\0' }],
    })
    expect(openElf(wholeSource(bytes)).section('.modinfo')).toBeUndefined()
    // Section 2, after .text: its name starts 5 bytes into ".rela.modinfo", which stands after "\0.text\0".
    const named = imageOf({
      sections: [{ name: '.rela.modinfo', type: SHT.PROGBITS, content: 'tail\0' }],
      damage: { sections: { '.rela.modinfo': { name: 7 + 5 } } },
    })
    expect(sectionText(named, '.modinfo')).toBe('tail\0')
  })

  it('passes over a section whose name starts outside of the names', () => {
    const image = imageOf({ ...MODULE, damage: { sections: { '.text': { name: 0x7fffffff } } } })
    expect(sectionText(image, '.modinfo')).toBe('license=GPL\0')
  })
})
