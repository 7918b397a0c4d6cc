import { describe, expect, it } from 'vitest'
import { wholeSource } from '../../src/base/byte-source.ts'
import {
  modinfoFields,
  modinfoValue,
  modinfoValues,
  readModuleTraits,
} from '../../src/facts/module-traits.ts'
import { buildIdNote } from '../support/build-id-note.ts'
import { buildModule, type ModuleSpec } from '../support/elf-builder.ts'

const traitsOf = (spec: ModuleSpec) => readModuleTraits(wholeSource(buildModule(spec)))

describe('readModuleTraits()', () => {
  it.each([
    [32, 'lsb'],
    [64, 'lsb'],
    [32, 'msb'],
    [64, 'msb'],
  ] as const)('reads a module of %i bit, %s', (elfClass, endian) => {
    const traits = traitsOf({
      class: elfClass,
      endian,
      machine: 183,
      modinfo: ['license=GPL', 'import_ns=ONE', 'import_ns=TWO'],
      needs: ['one', { name: 'two', weak: true }],
      versions: [{ name: 'one', crc: 1 }],
      sections: [buildIdNote({ id: Buffer.from('abcd', 'hex'), endian })],
    })
    expect(traits).toEqual({
      elfClass,
      littleEndian: endian === 'lsb',
      machine: 183,
      versions: 'basic',
      hasBasicVersions: true,
      modinfo: 'license=GPL\0import_ns=ONE\0import_ns=TWO\0',
      undefinedCount: 2,
      exports: [],
      buildId: 'abcd',
      signature: { state: 'none' },
    })
  })

  it('prefers extended versions, and knows a module without any', () => {
    expect(traitsOf({ extendedVersions: [{ name: 'one', crc: 1 }] })).toMatchObject({
      versions: 'extended',
      hasBasicVersions: false,
    })
    expect(traitsOf({ needs: ['one'] })).toMatchObject({ versions: 'none', modinfo: '', undefinedCount: 1 })
  })

  it('has nothing to say of what is no whole ELF file', () => {
    const whole = buildModule({ modinfo: ['license=GPL'] })
    for (let length = 0; length < whole.length; length += 7)
      expect(() => readModuleTraits(wholeSource(whole.slice(0, length)))).not.toThrow()
    expect(readModuleTraits(wholeSource(Buffer.from('no module at all, but long enough for a header')))).toBe(
      undefined,
    )
  })
})

describe('the fields of .modinfo', () => {
  const text = 'license=GPL\0\0parm=a:b=c\0novalue\0license=MIT\0'

  it('are pairs in their order', () => {
    expect(modinfoFields(text)).toEqual([
      { key: 'license', value: 'GPL' },
      { key: 'parm', value: 'a:b=c' },
      { key: 'novalue', value: '' },
      { key: 'license', value: 'MIT' },
    ])
  })

  it('have a first value, and all values', () => {
    expect(modinfoValue(text, 'license')).toBe('GPL')
    expect(modinfoValue('xlicense=1\0license=2', 'license')).toBe('2')
    expect(modinfoValue(text, 'icense')).toBe(undefined)
    expect(modinfoValues(text, 'license')).toEqual(['GPL', 'MIT'])
  })
})
