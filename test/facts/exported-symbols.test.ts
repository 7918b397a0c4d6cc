import { describe, expect, it } from 'vitest'
import { extractModuleFacts } from '../../src/facts/module-facts.ts'
import { FORMATS } from '../elf/images.ts'
import { buildModule, type ModuleSpec } from '../support/elf-builder.ts'
import { FieldWriter, SHN, SHT } from '../support/elf-writer.ts'
import { refusalOf } from '../support/refusal.ts'

/** `name 0xCRC` of each exported symbol. */
const exportsOf = (spec: ModuleSpec): string[] =>
  extractModuleFacts(buildModule(spec)).exportedSymbols.map(
    ({ name, crc }) => `${name} 0x${crc.toString(16)}`,
  )

const ALL_ONES = '0xffffffffffffffff'

describe.each(FORMATS)('Exported symbols of class $class, $endian', (format) => {
  it('gives the names after __crc_ in table order, with absolute and section CRCs', () => {
    const exports: ModuleSpec['exports'] = [
      { name: 'z', crc: 0xfedcba98 },
      { name: 'relative', crc: 0x12345678, how: 'section' },
      { name: 'a', crc: 0 },
      { name: 'further', crc: 0x9abcdef0, how: 'section' },
    ]
    expect(exportsOf({ ...format, exports })).toEqual([
      'z 0xfedcba98',
      'relative 0x12345678',
      'a 0x0',
      'further 0x9abcdef0',
    ])
  })

  it('takes the value of an undefined symbol as its CRC', () => {
    expect(exportsOf({ ...format, symbols: [{ name: '__crc_u', value: 0x77 }] })).toEqual(['u 0x77'])
  })

  it.each([
    ['the last word', 12, '0x0'],
    ['one byte past the last word', 13, ALL_ONES],
    ['the end', 16, ALL_ONES],
    ['far outside', 0xfffffff0, ALL_ONES],
  ])('with a CRC at %s of a section of 16 bytes', (_, value, crc) => {
    expect(exportsOf({ ...format, symbols: [{ name: '__crc_x', section: '.text', value }] })).toEqual([
      `x ${crc}`,
    ])
  })

  it.each([
    ['SHN_COMMON', SHN.COMMON],
    ['SHN_LORESERVE', 0xff00],
    ['SHN_XINDEX without .symtab_shndx', SHN.XINDEX],
    ['the number of sections', 5],
    ['a number far beyond the last section', 0x1234],
  ])('with a CRC in section %s', (_, section) => {
    expect(exportsOf({ ...format, symbols: [{ name: '__crc_x', section, value: 0 }] })).toEqual([
      `x ${ALL_ONES}`,
    ])
  })

  it('with a CRC in a section that reaches past the end', () => {
    const damage = { sections: { __kcrctab: { size: 1e9 } } }
    expect(exportsOf({ ...format, exports: [{ name: 'x', crc: 7, how: 'section' }], damage })).toEqual([
      `x ${ALL_ONES}`,
    ])
  })

  it('with a CRC in a section that only .symtab_shndx contains', () => {
    const crc = new FieldWriter(format).u32(0xcafe)
    const spec: ModuleSpec = {
      ...format,
      symbols: [{ name: '__crc_x', section: SHN.XINDEX, value: 0 }],
      sections: [
        { name: 'words', type: SHT.PROGBITS, content: crc.text },
        { name: '.symtab_shndx', type: SHT.PROGBITS, content: new FieldWriter(format).u32(0).u32(2).text },
      ],
    }
    expect(exportsOf(spec)).toEqual(['x 0xcafe'])
  })

  it('gives the strings of __ksymtab_strings, with CRC 0, when no name starts with __crc_', () => {
    expect(exportsOf({ ...format, exports: ['b', 'a', 'b'] })).toEqual(['b 0x0', 'a 0x0', 'b 0x0'])
  })
})

it('Exported symbols takes a CRC of 64 bits whole', () => {
  expect(exportsOf({ exports: [{ name: 'x', crc: '0x1122334455667788' }] })).toEqual(['x 0x1122334455667788'])
})

it('Exported symbols gives all ones for a section CRC whose offset has more than 32 bits', () => {
  const symbols = [{ name: '__crc_x', section: '.text', value: '0x100000000' }]
  expect(exportsOf({ symbols })).toEqual([`x ${ALL_ONES}`])
})

it.each<[string, ModuleSpec, string[]]>([
  ['one __crc_ symbol hides __ksymtab_strings', { exports: ['plain', { name: 'x', crc: 1 }] }, ['x 0x1']],
  ['names of namespaces become exports', { exports: ['a'], namespaces: ['NS'] }, ['a 0x0', 'NS 0x0']],
  ['but not where there are CRCs', { exports: [{ name: 'a', crc: 1 }], namespaces: ['NS'] }, ['a 0x1']],
  ['__ksymtab_ symbols are no exports', { symbols: [{ name: '__ksymtab_x', section: '.text' }] }, []],
  [
    'a local __crc_ symbol is one',
    { symbols: [{ name: '__crc_x', section: SHN.ABS, value: 3, bind: 0 }] },
    ['x 0x3'],
  ],
  ['a name with a dot keeps it', { exports: [{ name: '.x', crc: 1 }] }, ['.x 0x1']],
  [
    'the same name twice is two exports',
    {
      exports: [
        { name: 'x', crc: 1 },
        { name: 'x', crc: 2 },
      ],
    },
    ['x 0x1', 'x 0x2'],
  ],
  [
    'empty strings are passed over',
    { exports: ['a'], damage: { contents: { __ksymtab_strings: '\0\0a\0\0b\0\0' } } },
    ['a 0x0', 'b 0x0'],
  ],
  ['an empty section has no names', { exports: ['a'], damage: { contents: { __ksymtab_strings: '' } } }, []],
  ['nor has one of a single byte', { exports: ['a'], damage: { contents: { __ksymtab_strings: 'x' } } }, []],
  ['a module without either exports nothing', { needs: ['a'] }, []],
])('Exported symbols: %s', (_, spec, expected) => {
  expect(exportsOf(spec)).toEqual(expected)
})

describe('Exported symbols turns to __ksymtab_strings', () => {
  const exports = [{ name: 'a', crc: 1 }]
  it.each<[string, ModuleSpec]>([
    ['when .symtab is missing', { omit: ['.symtab'] }],
    ['when .strtab is missing', { omit: ['.strtab'] }],
    ['when .symtab is no whole number of symbols', { damage: { trim: { '.symtab': 8 } } }],
    [
      'when the name of a defined symbol is outside of .strtab',
      { symbols: [{ name: '', section: '.text', nameOffset: 1e6 }] },
    ],
    ['when the name of an undefined symbol is', { symbols: [{ name: '', nameOffset: 1e6 }] }],
  ])('%s', (_, spec) => {
    expect(exportsOf({ exports, ...spec })).toEqual(['a 0x0'])
  })
})

describe('Exported symbols with __ksymtab_strings that have no end', () => {
  const damage = { trim: { __ksymtab_strings: 1 } }

  it('refuses them where they are needed', () => {
    const error = refusalOf(() => exportsOf({ exports: ['a', 'bc'], damage }))
    expect([error.code, error.message, error.details.section]).toEqual([
      'KMOD_ELF_MALFORMED',
      'Cannot read exported symbols: the last name is not terminated',
      '__ksymtab_strings',
    ])
  })

  it('does not care where there are CRCs', () => {
    expect(exportsOf({ exports: [{ name: 'a', crc: 1 }], damage })).toEqual(['a 0x1'])
  })
})
