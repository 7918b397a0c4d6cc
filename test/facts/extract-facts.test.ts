import { afterEach, describe, expect, it, vi } from 'vitest'
import { copiedSource } from '../../src/base/byte-source.ts'
import { isKmodError, KmodError } from '../../src/base/errors.ts'
import { openElf, SECTION_NAMES } from '../../src/elf/elf-image.ts'
import { FactsExtractor } from '../../src/facts/extract-facts.ts'
import { fromColumns } from '../../src/facts/facts-columns.ts'
import { FORMATS } from '../elf/images.ts'
import { buildModule, type ModuleSpec, type VersionSpec } from '../support/elf-builder.ts'
import { SHN } from '../support/elf-writer.ts'
import { factsOf, type ModuleFacts, NO_FACTS, textOfFacts } from './facts-text.ts'

const addTo = (extractor: FactsExtractor, spec: ModuleSpec): KmodError | undefined =>
  extractor.add(copiedSource(buildModule(spec), extractor.memory))

const textOf = (extractor: FactsExtractor): ModuleFacts[] => textOfFacts(fromColumns(extractor.columns()))

/** Something of everything that is read. */
const FULL: ModuleSpec = {
  modinfo: ['license=GPL', 'alias=pci:*', 'softdep=pre: a', 'weakdep=b', 'alias'],
  exports: [
    { name: 'given', crc: 0x11 },
    { name: 'pointed', crc: 0x22, how: 'section' },
  ],
  namespaces: ['NS'],
  needs: ['printk', { name: 'maybe', weak: true }, 'unversioned'],
  versions: [
    { name: 'module_layout', crc: 0x33 },
    { name: 'printk', crc: 0xfedcba98 },
    { name: 'maybe', crc: 0x55 },
  ],
}

describe.each(FORMATS)('FactsExtractor.add() of class $class, $endian', (format) => {
  const expected = {
    exported: ['given 0x11', 'pointed 0x22'],
    needed: ['printk 0xfedcba98', 'maybe 0x55 weak', 'unversioned 0x0', 'module_layout 0x33'],
    fields: ['alias=pci:*', 'softdep=pre: a', 'weakdep=b', 'alias='],
  }

  it('gathers exported and needed symbols and the fields for depmod', () => {
    expect(factsOf({ ...FULL, ...format })).toEqual(expected)
  })

  it('loads what it reads', () => {
    const extractor = new FactsExtractor()
    extractor.memory.reserve(1 << 16)
    extractor.memory.bytes.fill(0xaa)
    expect(addTo(extractor, { ...FULL, ...format })).toBeUndefined()
    expect(textOf(extractor)).toEqual([expected])
  })

  it('reads the same with extended numbering', () => {
    expect(factsOf({ ...FULL, ...format, extendedNumbering: true })).toEqual(expected)
  })
})

const neededOf = (spec: ModuleSpec): readonly string[] => factsOf(spec).needed

const UNREADABLE = new KmodError('KMOD_IO', 'no')

describe('needed symbols', () => {
  it.each<[string, ModuleSpec, string[]]>([
    ['stand in table order, repetitions too', { needs: ['b', 'a', 'b'] }, ['b 0x0', 'a 0x0', 'b 0x0']],
    ['keep a leading dot', { needs: ['.foo', '.TOC.'] }, ['.foo 0x0', '.TOC. 0x0']],
    ['are weak one by one', { needs: [{ name: 'x', weak: true }, 'x'] }, ['x 0x0 weak', 'x 0x0']],
    [
      'leave registers out on SPARC',
      { machine: 2, class: 32, endian: 'msb', registers: ['%g2'], needs: ['x'] },
      ['x 0x0'],
    ],
    ['take registers elsewhere', { registers: ['%g2'], needs: ['x'] }, ['%g2 0x0', 'x 0x0']],
    ['include an undefined __crc_ symbol', { symbols: [{ name: '__crc_x', value: 9 }] }, ['__crc_x 0x0']],
    ['are empty without .symtab', { needs: ['x'], versions: [{ name: 'x', crc: 1 }], omit: ['.symtab'] }, []],
    ['are empty without .strtab', { needs: ['x'], versions: [{ name: 'x', crc: 1 }], omit: ['.strtab'] }, []],
    ['are empty with a cut .symtab', { needs: ['x'], damage: { trim: { '.symtab': 1 } } }, []],
    [
      'stay when the name of a defined symbol is bad',
      { needs: ['x'], symbols: [{ name: '', section: '.text', nameOffset: 1e6 }] },
      ['x 0x0'],
    ],
    [
      'are empty when the name of an undefined symbol is bad',
      { needs: ['x'], symbols: [{ name: '', nameOffset: 1e6 }] },
      [],
    ],
    [
      'stay when the name of a register is bad',
      { machine: 43, endian: 'msb', needs: ['x'], symbols: [{ name: '', nameOffset: 1e6, type: 13 }] },
      ['x 0x0'],
    ],
  ])('%s', (_, spec, needed) => {
    expect(neededOf(spec)).toEqual(needed)
  })

  const versions = (...records: [string, number][]): VersionSpec[] =>
    records.map(([name, crc]) => ({ name, crc }))

  it.each<[string, ModuleSpec, string[]]>([
    [
      'take the CRC of the first record of their name',
      { needs: ['x'], versions: versions(['x', 1], ['x', 2]) },
      ['x 0x1', 'x 0x2'],
    ],
    [
      'share one record when they occur twice',
      { needs: ['x', 'x'], versions: versions(['x', 1]) },
      ['x 0x1', 'x 0x1'],
    ],
    [
      'are followed by records of other names in section order',
      { needs: ['m'], versions: versions(['z', 1], ['m', 2], ['a', 3]) },
      ['m 0x2', 'z 0x1', 'a 0x3'],
    ],
    ['are compared with the dot', { needs: ['.x'], versions: versions(['x', 1]) }, ['.x 0x0', 'x 0x1']],
    ['are not weak when only a record names them', { versions: versions(['x', 1]) }, ['x 0x1']],
    [
      'keep a weak one weak beside its record',
      { needs: [{ name: 'x', weak: true }], versions: versions(['x', 1], ['x', 2]) },
      ['x 0x1 weak', 'x 0x2'],
    ],
    [
      'do not care for a __versions that is no whole number of records',
      { needs: ['x'], versions: versions(['x', 1]), damage: { trim: { __versions: 1 } } },
      ['x 0x0'],
    ],
    [
      'are empty when a record has no end',
      { needs: ['x'], versions: versions(['x', 1], ['y'.repeat(56), 2]) },
      [],
    ],
    ['take an empty record for what it is', { needs: ['x'], versions: versions(['', 1]) }, ['x 0x0', ' 0x1']],
  ])('%s', (_, spec, needed) => {
    expect(neededOf(spec)).toEqual(needed)
  })

  it('take their CRCs from the extended versions where there are some', () => {
    const long = 'n'.repeat(100)
    const spec: ModuleSpec = {
      needs: [long, 'x'],
      versions: versions(['x', 1], ['y', 2]),
      extendedVersions: [
        { name: 'x', crc: 3 },
        { name: long, crc: 4 },
      ],
    }
    expect(neededOf(spec)).toEqual([`${long} 0x4`, 'x 0x3'])
  })

  it('are not spoilt by a __versions record without an end where there are extended versions', () => {
    const spec = {
      needs: ['x'],
      versions: versions(['y'.repeat(64), 1]),
      extendedVersions: [{ name: 'x', crc: 3 }],
    }
    expect(neededOf(spec)).toEqual(['x 0x3'])
  })
})

describe('fields', () => {
  it.each([
    ['those of other names', ['aliases=x', 'alia=y', 'Alias=z', 'depends=a', ''], []],
    ['nothing of a value', ['alias= a=b '], ['alias= a=b ']],
    [
      'no order',
      ['weakdep=1', 'alias=2', 'softdep=3', 'alias=2'],
      ['weakdep=1', 'alias=2', 'softdep=3', 'alias=2'],
    ],
  ])('change %s', (_, modinfo, fields) => {
    expect(factsOf({ modinfo }).fields).toEqual(fields)
  })
})

describe('FactsExtractor', () => {
  it('reports that exports cannot be read and keeps all other facts', () => {
    const extractor = new FactsExtractor()
    const spec: ModuleSpec = {
      exports: ['ab'],
      needs: ['x'],
      modinfo: ['alias=y'],
      damage: { trim: { __ksymtab_strings: 1 } },
    }
    expect(addTo(extractor, spec)?.code).toBe('KMOD_ELF_MALFORMED')
    expect(textOf(extractor)).toEqual([{ exported: [], needed: ['x 0x0'], fields: ['alias=y'] }])
  })

  it('keeps modules apart: no version record of one counts for another', () => {
    const version = (name: string, crc: number): VersionSpec => ({ name, crc })
    const extractor = new FactsExtractor()
    addTo(extractor, { needs: ['x'], versions: [version('x', 1), version('y', 2)] })
    extractor.addUnreadable(UNREADABLE)
    addTo(extractor, { needs: ['y', 'x'] })
    addTo(extractor, { needs: ['y'], versions: [version('x', 3), version('y', 4)] })
    expect(textOf(extractor).map(({ needed }) => needed)).toEqual([
      ['x 0x1', 'y 0x2'],
      [],
      ['y 0x0', 'x 0x0'],
      ['y 0x4', 'x 0x3'],
    ])
  })

  it('addUnreadable() adds a module without facts', () => {
    const extractor = new FactsExtractor()
    extractor.addUnreadable(UNREADABLE)
    expect(textOf(extractor)).toEqual([NO_FACTS])
    expect(extractor.moduleCount).toBe(1)
  })

  it('adds nothing of a module whose rest cannot be loaded', () => {
    const extractor = new FactsExtractor()
    addTo(extractor, { needs: ['first'] })
    const exports = [
      { name: 'a', crc: 1 },
      { name: 'b', crc: 2, how: 'section' as const },
    ]
    const image = openElf(copiedSource(buildModule({ exports, modinfo: ['alias=x'] }), extractor.memory))
    const starts = SECTION_NAMES.map((name) => image.section(name)?.start)
    const load = vi.spyOn(image.source, 'load').mockImplementation((start, end) => {
      // What is not known by its name is the section of CRCs.
      if (!starts.includes(start)) throw new Error(`${end}`)
    })
    expect(() => extractor.addImage(image)).toThrow(/^[0-9]+$/)
    load.mockRestore()
    extractor.addUnreadable(UNREADABLE)
    addTo(extractor, { needs: ['last'] })
    expect(textOf(extractor)).toEqual([
      { ...NO_FACTS, needed: ['first 0x0'] },
      NO_FACTS,
      { ...NO_FACTS, needed: ['last 0x0'] },
    ])
  })

  it('keeps what it knows when a large module makes its memory move', () => {
    const extractor = new FactsExtractor()
    addTo(extractor, FULL)
    addTo(extractor, { ...FULL, sections: [{ name: '.bulk', type: 1, content: 'x'.repeat(9 << 20) }] })
    addTo(extractor, FULL)
    const [first, ...others] = textOf(extractor)
    expect(others).toEqual([first, first])
  })
})

/** What is read of one damaged module: its facts or the code of a KmodError; anything else fails the test. */
function outcomeOf(bytes: Uint8Array, extractor: FactsExtractor, quickly: boolean): string {
  const before = extractor.moduleCount
  try {
    const source = copiedSource(bytes, extractor.memory)
    const failure = quickly ? extractor.add(source) : extractor.addImage(openElf(source))
    expect(extractor.moduleCount).toBe(before + 1)
    return failure?.code ?? 'facts'
  } catch (error) {
    if (!isKmodError(error)) throw error
    return error.code
  }
}

/** Counts of outcomes by name. */
function tally(outcomes: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}

const EXTENDED: ModuleSpec = {
  ...FULL,
  extendedVersions: [{ name: 'printk', crc: 1 }],
  symbols: [{ name: '__crc_far', section: SHN.XINDEX, value: 4 }],
  sections: [{ name: '.symtab_shndx', type: 18, content: '\0'.repeat(100) }],
}

describe.each(FORMATS)('damaged modules of class $class, $endian', (format) => {
  const [quick, thorough] = [new FactsExtractor(), new FactsExtractor()]
  /** The sections are found in two ways, which must come to the same. */
  const outcome = (bytes: Uint8Array): string => {
    const seen = outcomeOf(bytes, quick, true)
    expect(outcomeOf(bytes, thorough, false)).toBe(seen)
    return seen
  }
  afterEach(() => {
    expect(textOf(quick)).toEqual(textOf(thorough))
  })
  const whole = buildModule({ ...EXTENDED, ...format })

  it('cut at every length they are refused, because the section table is at the end', () => {
    const outcomes = Array.from({ length: whole.length }, (_, length) => outcome(whole.subarray(0, length)))
    const headerSize = format.class === 64 ? 64 : 52
    expect(tally(outcomes.slice(0, 17))).toEqual({ KMOD_NOT_ELF: 17 })
    expect(tally(outcomes.slice(17))).toEqual({ KMOD_ELF_MALFORMED: whole.length - 17 })
    expect(outcomes.length).toBeGreaterThan(headerSize)
    expect(outcome(whole)).toBe('facts')
  })

  it('with the sections cut off after a table that moved to the front, they give facts or a KmodError', () => {
    const moved = tableInFront(whole, format)
    expect(outcome(moved)).toBe('facts')
    const outcomes = Array.from({ length: moved.length }, (_, length) => outcome(moved.subarray(0, length)))
    const { facts = 0, KMOD_ELF_MALFORMED = 0, KMOD_NOT_ELF = 0 } = tally(outcomes)
    expect(facts + KMOD_ELF_MALFORMED + KMOD_NOT_ELF).toBe(moved.length)
    // .shstrtab comes last of the sections: without its end no name can be read.
    expect(facts).toBeLessThan(8)
  })

  it('with each section cut to every size they give facts or a KmodError', () => {
    const names = [
      '.modinfo',
      '.symtab',
      '.strtab',
      '.symtab_shndx',
      '__ksymtab_strings',
      '__versions',
      '.shstrtab',
    ]
    for (const name of [...names, '__version_ext_crcs', '__version_ext_names', '__kcrctab'])
      for (let size = 0; size < 240; size++) {
        const bytes = buildModule({ ...EXTENDED, ...format, damage: { sections: { [name]: { size } } } })
        expect(['facts', 'KMOD_ELF_MALFORMED']).toContain(outcome(bytes))
      }
  })

  it.each([0xff, 0x01])('with any byte changed by %i they give facts or a KmodError', (change) => {
    const outcomes = Array.from(whole, (byte, at) => {
      const bytes = Buffer.from(whole)
      bytes[at] = byte ^ change
      return outcome(bytes)
    })
    const {
      facts = 0,
      KMOD_ELF_MALFORMED = 0,
      KMOD_NOT_ELF = 0,
      KMOD_ELF_UNSUPPORTED = 0,
      ...others
    } = tally(outcomes)
    expect(others).toEqual({})
    expect(KMOD_NOT_ELF).toBe(4)
    expect(facts).toBeGreaterThan(whole.length / 2)
    expect(KMOD_ELF_MALFORMED + KMOD_ELF_UNSUPPORTED).toBeGreaterThan(8)
  })
})

/** The same module with its section table after the header; the sections are moved up as a whole. */
function tableInFront(whole: Uint8Array, format: (typeof FORMATS)[number]): Uint8Array {
  const [headerSize, entrySize, offsetAt, wordSize] = format.class === 64 ? [64, 64, 24, 8] : [52, 40, 16, 4]
  const shoffAt = format.class === 64 ? 40 : 32
  const bytes = Buffer.from(whole)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const little = format.endian === 'lsb'
  const get = (at: number): number =>
    wordSize === 8 ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little)
  const set = (at: number, value: number): void =>
    wordSize === 8 ? view.setBigUint64(at, BigInt(value), little) : view.setUint32(at, value, little)
  const table = get(shoffAt)
  const tableSize = bytes.length - table
  for (let at = table + entrySize; at < bytes.length; at += entrySize)
    set(at + offsetAt, get(at + offsetAt) + tableSize)
  set(shoffAt, headerSize)
  return Buffer.concat([
    bytes.subarray(0, headerSize),
    bytes.subarray(table),
    bytes.subarray(headerSize, table),
  ])
}
