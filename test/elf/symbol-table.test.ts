import { describe, expect, it } from 'vitest'
import { byteString } from '../../src/base/bytes.ts'
import { type SymbolSurvey, surveySymbols } from '../../src/elf/symbol-table.ts'
import type { ModuleSpec } from '../support/elf-builder.ts'
import { FieldWriter, SHN, SHT } from '../support/elf-writer.ts'
import { FORMATS, imageOf } from './images.ts'

function surveyOf(spec: ModuleSpec): SymbolSurvey {
  const survey = surveySymbols(imageOf(spec))
  if (!survey) throw new Error('Expected a symbol table')
  return survey
}

/** The names of rows; `.strtab` of the image they are from. */
function namesOf(spec: ModuleSpec, rowsOf: (survey: SymbolSurvey) => Int32Array): string[] {
  const image = imageOf(spec)
  const survey = surveySymbols(image)
  if (!survey) throw new Error('Expected a symbol table')
  return [...rowsOf(survey)].map((row) => {
    const start = survey.table.nameStart(row)
    return byteString(image.source.bytes, start, survey.table.nameEnd(start))
  })
}
const undefinedNames = (spec: ModuleSpec): string[] =>
  namesOf(spec, ({ undefinedRows }) => undefinedRows.values)
const crcNames = (spec: ModuleSpec): string[] => namesOf(spec, ({ crcRows }) => crcRows.values)

describe('surveySymbols()', () => {
  it.each<[string, ModuleSpec]>([
    ['.symtab is missing', { omit: ['.symtab'] }],
    ['.strtab is missing', { omit: ['.strtab'] }],
    ['.symtab is no whole number of symbols', { damage: { trim: { '.symtab': 1 } } }],
    ['.symtab reaches past the end', { damage: { sections: { '.symtab': { size: 24 * 1e6 } } } }],
    ['.strtab reaches past the end', { damage: { sections: { '.strtab': { size: 1e9 } } } }],
  ])('is undefined when %s', (_, spec) => {
    expect(surveySymbols(imageOf({ needs: ['a'], ...spec }))).toBeUndefined()
  })

  it('finds nothing in an empty table', () => {
    const { table, undefinedRows, crcRows, everyNameValid } = surveyOf({
      damage: { contents: { '.symtab': '' } },
    })
    expect([table.count, undefinedRows.length, crcRows.length, everyNameValid]).toEqual([0, 0, 0, true])
  })

  it.each(FORMATS)('lists undefined symbols in table order, in class $class, $endian', (format) => {
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
    expect(undefinedNames(spec)).toEqual(['z', 'a', 'z', 'last'])
    const { table, undefinedRows } = surveyOf(spec)
    expect([...undefinedRows.values].map((row) => table.isWeak(row))).toEqual([false, true, false, false])
  })

  it.each([
    ['EM_SPARC', 2, ['needed']],
    ['EM_SPARCV9', 43, ['needed']],
    ['EM_SPARC32PLUS, as kmod does', 18, ['%g2', 'needed']],
    ['any other machine', 62, ['%g2', 'needed']],
  ])('with register declarations on %s', (_, machine, names) => {
    expect(undefinedNames({ machine, endian: 'msb', registers: ['%g2'], needs: ['needed'] })).toEqual(names)
  })

  it('lists every symbol whose name starts with __crc_, whatever it is', () => {
    const spec: ModuleSpec = {
      symbols: [
        { name: '__crc_undefined' },
        { name: '__crc_' },
        { name: '__crc' },
        { name: 'x__crc_no', section: SHN.ABS },
        { name: '__crc_local', section: SHN.ABS, bind: 0, type: 3 },
      ],
    }
    expect(crcNames(spec)).toEqual(['__crc_undefined', '__crc_', '__crc_local'])
  })

  it.each([
    ['at the last byte of .strtab', -1, true, true],
    ['right behind .strtab', 0, false, true],
    ['at the largest number', 0xffffffff, false, true],
  ])('with the name of a defined symbol %s', (_, offset, everyNameValid, undefinedNamesValid) => {
    const nameSize = surveyOf({ needs: ['a'] }).table.nameSize
    const nameOffset = offset > 0 ? offset : nameSize + offset
    const survey = surveyOf({ needs: ['a'], symbols: [{ name: '', section: '.text', nameOffset }] })
    expect([survey.everyNameValid, survey.undefinedNamesValid]).toEqual([everyNameValid, undefinedNamesValid])
  })

  it('with the name of an undefined symbol outside of .strtab', () => {
    const survey = surveyOf({ symbols: [{ name: '', nameOffset: 1e6 }] })
    expect([survey.everyNameValid, survey.undefinedNamesValid]).toEqual([false, false])
  })

  it('with the name of a register outside of .strtab: only defined names are spoilt', () => {
    const survey = surveyOf({
      machine: 2,
      class: 32,
      endian: 'msb',
      symbols: [{ name: '', nameOffset: 1e6, type: 13 }],
    })
    expect([survey.everyNameValid, survey.undefinedNamesValid]).toEqual([false, true])
  })

  it('does not look at row 0', () => {
    const symbol = new FieldWriter({ class: 64, endian: 'lsb' })
    symbol.u32(0xffffffff).u8(0).u8(0).u16(0).word(0).word(0)
    const survey = surveyOf({ damage: { contents: { '.symtab': symbol.text } } })
    expect([survey.table.count, survey.everyNameValid, survey.undefinedRows.length]).toEqual([1, true, 0])
  })

  it('ends a name with .strtab when no NUL ends it', () => {
    expect(undefinedNames({ needs: ['first', 'last'], damage: { trim: { '.strtab': 1 } } })).toEqual([
      'first',
      'last',
    ])
    expect(crcNames({ symbols: [{ name: '__crc_x' }], damage: { trim: { '.strtab': 3 } } })).toEqual([])
  })
})

it('surveySymbols() takes no byte behind .strtab for a part of a name', () => {
  const spec: ModuleSpec = {
    symbols: [{ name: '__crc_x' }],
    damage: { sections: { '.strtab': { size: 4 } } },
  }
  expect(undefinedNames(spec)).toEqual(['__c'])
  expect(crcNames(spec)).toEqual([])
})

describe('SymbolTable', () => {
  it.each(FORMATS)('reads values of class $class, $endian', (format) => {
    const value = format.class === 64 ? '0x1122334455667788' : '0x55667788'
    const { table } = surveyOf({ ...format, symbols: [{ name: 'x', section: SHN.ABS, value }] })
    expect([table.valueLow(1), table.valueHigh(1)]).toEqual([
      0x55667788,
      format.class === 64 ? 0x11223344 : 0,
    ])
    expect(table.sectionIndex(1)).toBe(SHN.ABS)
  })

  it.each(FORMATS)('sectionOf() resolves SHN_XINDEX in class $class, $endian', (format) => {
    const indexes = new FieldWriter(format).u32(0).u32(1).u32(0xffffffff)
    const spec: ModuleSpec = {
      ...format,
      symbols: [
        { name: 'x', section: SHN.XINDEX },
        { name: 'y', section: SHN.XINDEX },
        { name: 'z', section: SHN.XINDEX },
        { name: 'plain', section: '.text' },
      ],
      sections: [{ name: '.symtab_shndx', type: SHT.PROGBITS, content: indexes.text }],
    }
    const image = imageOf(spec)
    const table = surveySymbols(image)?.table
    const text = image.sectionAt(1)
    expect(text).toBeDefined()
    // Row 2 names no section of the file, row 3 is behind the end of .symtab_shndx.
    expect([1, 2, 3, 4].map((row) => table?.sectionOf(row))).toEqual([text, undefined, undefined, text])
  })

  it.each([
    ['without .symtab_shndx', SHN.XINDEX],
    ['of SHN_COMMON', SHN.COMMON],
    ['behind the last section', 6],
  ])('sectionOf() is undefined %s', (_, section) => {
    const { table } = surveyOf({ symbols: [{ name: 'x', section }] })
    expect(table.sectionOf(1)).toBeUndefined()
  })
})
