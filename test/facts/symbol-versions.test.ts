import { describe, expect, it } from 'vitest'
import { extractModuleVersions } from '../../src/facts/module-facts.ts'
import { FORMATS } from '../elf/images.ts'
import { buildModule, type ModuleSpec } from '../support/elf-builder.ts'

/** `name 0xCRC` of each record. */
const versionsOf = (spec: ModuleSpec): string[] =>
  extractModuleVersions(buildModule(spec)).map(({ name, crc }) => `${name} 0x${crc.toString(16)}`)

describe.each(FORMATS)('Symbol versions of class $class, $endian', (format) => {
  const room = 64 - format.class / 8

  it('reads the records of __versions in order', () => {
    const versions = [
      { name: 'module_layout', crc: 0xfedcba98 },
      { name: 'printk', crc: 1 },
      { name: 'printk', crc: 2 },
    ]
    expect(versionsOf({ ...format, versions })).toEqual([
      'module_layout 0xfedcba98',
      'printk 0x1',
      'printk 0x2',
    ])
  })

  it('leave out a name that fills its record and so has no end', () => {
    const versions = ['x'.repeat(room - 1), 'y'.repeat(room), ''].map((name, i) => ({ name, crc: i }))
    expect(versionsOf({ ...format, versions })).toEqual([`${'x'.repeat(room - 1)} 0x0`, ' 0x2'])
  })

  it('prefers the extended sections, with names of any length', () => {
    const spec: ModuleSpec = {
      ...format,
      versions: [{ name: 'old', crc: 1 }],
      extendedVersions: [
        { name: 'n'.repeat(200), crc: 0xdeadbeef },
        { name: 'short', crc: 2 },
      ],
    }
    expect(versionsOf(spec)).toEqual([`${'n'.repeat(200)} 0xdeadbeef`, 'short 0x2'])
  })
})

it('Symbol versions takes 64-bit CRCs whole', () => {
  expect(versionsOf({ versions: [{ name: 'x', crc: '0x1122334455667788' }] })).toEqual([
    'x 0x1122334455667788',
  ])
})

it.each<[string, ModuleSpec]>([
  [
    'is no whole number of records',
    { versions: [{ name: 'x', crc: 1 }], damage: { trim: { __versions: 1 } } },
  ],
  ['is empty', { versions: [] }],
  ['is missing', {}],
  [
    'reaches past the end',
    { versions: [{ name: 'x', crc: 1 }], damage: { sections: { __versions: { size: 64e6 } } } },
  ],
])('Symbol versions has nothing to say when __versions %s', (_, spec) => {
  expect(versionsOf(spec)).toEqual([])
})

describe('Symbol versions stays with __versions', () => {
  const both: ModuleSpec = {
    versions: [{ name: 'old', crc: 1 }],
    extendedVersions: [
      { name: 'a', crc: 2 },
      { name: 'b', crc: 3 },
    ],
  }
  it.each<[string, ModuleSpec]>([
    ['when the extended CRCs are no whole number of words', { damage: { trim: { __version_ext_crcs: 1 } } }],
    [
      'when there are fewer extended names than CRCs',
      { damage: { contents: { __version_ext_names: 'a\0' } } },
    ],
    ['when the last extended name has no end', { damage: { trim: { __version_ext_names: 1 } } }],
    ['when there are no extended names', { omit: ['__version_ext_names'] }],
    ['when there are no extended CRCs', { omit: ['__version_ext_crcs'] }],
  ])('%s', (_, spec) => {
    expect(versionsOf({ ...both, ...spec })).toEqual(['old 0x1'])
  })

  it('but does not care for extended names that no CRC belongs to', () => {
    const damage = { contents: { __version_ext_names: 'a\0b\0c\0d' } }
    expect(versionsOf({ ...both, damage })).toEqual(['a 0x2', 'b 0x3'])
  })
})
