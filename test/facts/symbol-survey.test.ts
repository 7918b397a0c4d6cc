/** Which rows of a symbol table count, and which of them spoil what: wasm/assembly/facts/symbol-survey.ts. */
import { describe, expect, it } from 'vitest'
import { FORMATS } from '../elf/images.ts'
import type { ModuleSpec } from '../support/elf-builder.ts'
import { FieldWriter, SHN, SHT } from '../support/elf-writer.ts'
import { factsOf } from './facts-text.ts'

const neededNames = (spec: ModuleSpec): string[] =>
  factsOf(spec).needed.map((text) => text.replace(' 0x0', ''))
const exportedNames = (spec: ModuleSpec): string[] =>
  factsOf(spec).exported.map((text) => text.replace(/ 0x.*/, ''))

it.each<[string, ModuleSpec]>([
  ['.symtab is missing', { omit: ['.symtab'] }],
  ['.strtab is missing', { omit: ['.strtab'] }],
  ['.symtab is no whole number of symbols', { damage: { trim: { '.symtab': 1 } } }],
  ['.symtab reaches past the end', { damage: { sections: { '.symtab': { size: 24 * 1e6 } } } }],
  ['.strtab reaches past the end', { damage: { sections: { '.strtab': { size: 1e9 } } } }],
  ['.symtab is empty', { damage: { contents: { '.symtab': '' } } }],
])('no symbol is needed or exported when %s', (_, spec) => {
  const symbols = { needs: ['a'], symbols: [{ name: '__crc_b', section: SHN.ABS }] }
  expect(factsOf({ ...symbols, ...spec })).toMatchObject({ needed: [], exported: [] })
  expect(factsOf(symbols)).toMatchObject({ needed: ['a 0x0'], exported: ['b 0x0'] })
})

it.each(FORMATS)('undefined symbols count in table order, in class $class, $endian', (format) => {
  const spec: ModuleSpec = {
    ...format,
    needs: ['z', { name: 'a', weak: true }, 'z'],
    symbols: [
      { name: 'defined', section: '.text' },
      { name: 'absolute', section: SHN.ABS },
      { name: '' },
      { name: 'last', bind: 0 },
    ],
  }
  expect(neededNames(spec)).toEqual(['z', 'a weak', 'z', 'last'])
})

it.each([
  ['EM_SPARC', 2, ['needed']],
  ['EM_SPARCV9', 43, ['needed']],
  ['EM_SPARC32PLUS, as kmod does', 18, ['%g2', 'needed']],
  ['any other machine', 62, ['%g2', 'needed']],
])('register declarations on %s', (_, machine, names) => {
  expect(neededNames({ machine, endian: 'msb', registers: ['%g2'], needs: ['needed'] })).toEqual(names)
})

it('every symbol whose name starts with __crc_ exports one, whatever it is', () => {
  const spec: ModuleSpec = {
    symbols: [
      { name: '__crc_undefined' },
      { name: '__crc_' },
      { name: '__crc' },
      { name: 'x__crc_no', section: SHN.ABS },
      { name: '__crc_local', section: SHN.ABS, bind: 0, type: 3 },
    ],
  }
  expect(exportedNames(spec)).toEqual(['undefined', '', 'local'])
})

describe('a name outside of .strtab', () => {
  const crc = { name: '__crc_x', section: SHN.ABS, value: 1 }
  /** .strtab is `\0a\0__crc_x\0`, and what comes after it has no name of its own. */
  const nameSize = '\0a\0__crc_x\0'.length

  it.each([
    ['the last byte of .strtab is inside', nameSize - 1, ['x']],
    ['the first byte after it is not', nameSize, []],
    ['nor is the largest number', 0xffffffff, []],
  ])('of a defined symbol turns the exports off: %s', (_, nameOffset, exported) => {
    const spec: ModuleSpec = { needs: ['a'], symbols: [crc, { name: '', section: '.text', nameOffset }] }
    expect(exportedNames(spec)).toEqual(exported)
    expect(neededNames(spec)).toEqual(['a'])
  })

  it('of an undefined symbol spoils both lists', () => {
    const spec: ModuleSpec = { needs: ['a'], symbols: [crc, { name: '', nameOffset: 1e6 }] }
    expect(factsOf(spec)).toMatchObject({ exported: [], needed: [] })
  })

  it('of a register spoils the exports only', () => {
    const register = { name: '', nameOffset: 1e6, type: 13 }
    const spec: ModuleSpec = { machine: 2, class: 32, endian: 'msb', needs: ['a'], symbols: [crc, register] }
    expect(factsOf(spec)).toMatchObject({ exported: [], needed: ['a 0x0'] })
  })

  it('does not matter in row 0', () => {
    const symbol = new FieldWriter({ class: 64, endian: 'lsb' })
    symbol.u32(0xffffffff).u8(0).u8(0).u16(0).word(0).word(0)
    const row0 = Buffer.from(symbol.text, 'latin1')
    symbol.u32(1).u8(0).u8(0).u16(0).word(0).word(0)
    const text = Buffer.concat([row0, Buffer.from(symbol.text, 'latin1').subarray(row0.length)])
    const spec: ModuleSpec = { needs: ['a'], damage: { contents: { '.symtab': text.toString('latin1') } } }
    expect(neededNames(spec)).toEqual(['a'])
  })
})

it('.strtab ends a name that no NUL ends', () => {
  expect(neededNames({ needs: ['first', 'last'], damage: { trim: { '.strtab': 1 } } })).toEqual([
    'first',
    'last',
  ])
  expect(exportedNames({ symbols: [{ name: '__crc_x' }], damage: { trim: { '.strtab': 3 } } })).toEqual([])
})

it('no byte after .strtab is taken for a part of a name', () => {
  const spec: ModuleSpec = {
    symbols: [{ name: '__crc_x' }],
    damage: { sections: { '.strtab': { size: 4 } } },
  }
  expect(factsOf(spec)).toMatchObject({ needed: ['__c 0x0'], exported: [] })
})

it.each(FORMATS)('SHN_XINDEX is resolved by .symtab_shndx in class $class, $endian', (format) => {
  const indexes = new FieldWriter(format).u32(0).u32(2).u32(0xffffffff)
  const spec: ModuleSpec = {
    ...format,
    symbols: [
      { name: '__crc_x', section: SHN.XINDEX },
      { name: '__crc_y', section: SHN.XINDEX },
      { name: '__crc_z', section: SHN.XINDEX },
    ],
    sections: [
      { name: 'words', type: SHT.PROGBITS, content: new FieldWriter(format).u32(0xcafe).text },
      { name: '.symtab_shndx', type: SHT.PROGBITS, content: indexes.text },
    ],
  }
  // Row 2 names no section of the file, row 3 is after the end of .symtab_shndx.
  const none = '0xffffffffffffffff'
  expect(factsOf(spec).exported).toEqual(['x 0xcafe', `y ${none}`, `z ${none}`])
})
