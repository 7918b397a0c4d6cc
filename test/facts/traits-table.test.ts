import { describe, expect, it } from 'vitest'
import { wholeSource } from '../../src/base/byte-source.ts'
import { isKmodError, KmodError } from '../../src/base/errors.ts'
import { type ModuleTraits, readModuleTraits } from '../../src/facts/module-traits.ts'
import type { TraitColumns } from '../../src/facts/traits-columns.ts'
import { headOf } from '../../src/facts/traits-list.ts'
import { TraitsTable } from '../../src/facts/traits-table.ts'
import { MAX_MODINFO_FIELDS, MAX_SYMBOL_NAME_LENGTH } from '../../src/wasm/facts-limits.ts'
import { buildIdNote } from '../support/build-id-note.ts'
import { buildModule, type ModuleSpec } from '../support/elf-builder.ts'
import { appendSignature } from '../support/signature-builder.ts'
import { traitColumnsOf } from './some-columns.ts'

/** Of each file, as a caller of BatchExtractor gets them. */
function traitsOf(files: readonly Uint8Array[]): (ModuleTraits | undefined)[] {
  const table = tableOf(files)
  return files.map((_, position) => {
    const traits = table.at(position)
    return traits && { ...traits }
  })
}

const tableOf = (files: readonly (Uint8Array | KmodError)[]): TraitsTable =>
  TraitsTable.of(traitColumnsOf(files))

/** The heads by the columns, and by the traits of each file. */
function expectSameHeads(files: readonly Uint8Array[]): void {
  const table = tableOf(files)
  const alone = files.map((file) => readModuleTraits(wholeSource(file)))
  for (const position of files.keys()) {
    expect(headOf(table, position)).toEqual(headOf(alone, position))
    if (alone[position]?.exports.some(({ namespace }) => namespace !== ''))
      expect(table.mayHaveNamespaces(position)).toBe(true)
  }
}

const note = { name: '.note.gnu.build-id', type: 7, content: '\x04\0\0\0\x02\0\0\0\x03\0\0\0GNU\0\xab\xcd' }
const strings = { name: '__ksymtab_strings', type: 1, content: 'one\0two\0SPACE\0' }
const table = (name: string) => ({ name, type: 1, content: '\0'.repeat(12) })
const symbols = [
  { name: '__ksymtab_one', section: '__ksymtab' },
  { name: '__ksymtab_two', section: '__ksymtab_gpl' },
  { name: '__kstrtabns_two', section: '__ksymtab_strings', value: 8 },
  { name: '__kstrtabns_one', section: '__ksymtab_strings', value: 13 },
]
const exporting: ModuleSpec = {
  symbols,
  sections: [strings, table('__ksymtab'), table('__ksymtab_gpl'), note],
  modinfo: ['license=GPL', 'import_ns=X'],
  needs: ['one', { name: 'b', weak: true }],
}
const flagged: ModuleSpec = {
  sections: [strings, table('__ksymtab'), { name: '__kflagstab', type: 1, content: '\x02\x03' }],
  symbols: [
    ...symbols.map((symbol) => ({ ...symbol, section: symbol.section.replace('_gpl', '') })),
    { name: '__flags_one', section: '__kflagstab', value: 0 },
    { name: '__flags_two', section: '__kflagstab', value: 1 },
  ],
}
const SPECS: readonly ModuleSpec[] = [
  {},
  exporting,
  flagged,
  { needs: ['a'], versions: [{ name: 'a', crc: 1 }], modinfo: ['license=MIT'] },
  { needs: ['a'], extendedVersions: [{ name: 'a', crc: 1 }] },
  { ...exporting, sections: [strings, table('___ksymtab+one'), table('___ksymtab_gpl+two'), note] },
  { exports: [{ name: 'own', crc: 7 }, 'other'] },
]

it('says of each module what the reader of a single one says', () => {
  const files = (['lsb', 'msb'] as const).flatMap((endian) =>
    ([32, 64] as const).flatMap((elfClass) =>
      SPECS.flatMap((spec) => {
        const file = buildModule({ ...spec, class: elfClass, endian })
        return [file, appendSignature(file, Buffer.alloc(9, 1)), Buffer.alloc(9), file.subarray(0, -3)]
      }),
    ),
  )
  const found = traitsOf(files)
  expect(found.length).toBe(4 * 4 * SPECS.length)
  expect(found).toEqual(files.map((file) => readModuleTraits(wholeSource(file))))
  expect(found[4]?.exports).toEqual([
    { name: 'one', gplOnly: false, namespace: '' },
    { name: 'two', gplOnly: true, namespace: 'SPACE' },
  ])
  expect(found[8]?.exports).toEqual(found[4]?.exports)
  expect(found[4]?.buildId).toBe('abcd')
  expectSameHeads(files)
})

it('says the same of damaged modules', () => {
  const files = SPECS.flatMap((spec) => {
    const file = buildModule(spec)
    return Array.from({ length: 400 }, (_, i) => {
      const copy = Uint8Array.from(file)
      // Any byte, the headers of sections among them; steps of a prime reach all parts.
      copy[(i * 7919) % copy.length] = (i * 31) % 256
      return copy
    })
  })
  const found = traitsOf(files)
  expect(found.filter((traits) => traits !== undefined).length).toBeGreaterThan(2000)
  expect(found).toEqual(files.map((file) => readModuleTraits(wholeSource(file))))
  expectSameHeads(files)
})

it('finds the first licence and vermagic, and whether a namespace is imported', () => {
  const modinfo = [
    'xlicense=1',
    'license=GPL',
    'license=MIT',
    'vermagic=',
    'vermagic=6.1',
    'import_ns',
    'import_ns=X',
  ]
  const files = [modinfo, modinfo.slice(0, -1), ['license'], []].map((lines) =>
    buildModule({ modinfo: lines }),
  )
  const table = tableOf(files)
  const heads = files.map((_, position) => table.headAt(position))
  expect(heads.map((head) => [head?.license, head?.vermagic, head?.importsNamespaces])).toEqual([
    ['GPL', '', true],
    ['GPL', '', false],
    [undefined, undefined, false],
    [undefined, undefined, false],
  ])
  expectSameHeads(files)
})

it('makes an object once', () => {
  const found = new TraitsTable([traitColumnsOf([buildModule(exporting)])], {
    table: Int32Array.of(0, -1),
    module: Int32Array.of(0, 0),
  })
  expect(found.at(0)).toBe(found.at(0))
  expect(found.at(1)).toBe(undefined)
})

const moduleSaying = (modinfo: string[]) => buildModule({ modinfo })

const tableIn = (columns: readonly TraitColumns[], table: number[], module: number[]): TraitsTable =>
  new TraitsTable(columns, { table: Int32Array.from(table), module: Int32Array.from(module) })

const textOf = (table: TraitsTable, position: number): string | undefined => {
  const content = table.modinfoAt(position)
  if (content === undefined || isKmodError(content)) return content?.code
  return content.map(({ key, value }) => `${key}=${value}`).join(' ')
}

describe('modinfoAt()', () => {
  it('gives the fields of each module by its position, whichever thread has read it', () => {
    const one = traitColumnsOf([
      moduleSaying(['license=GPL', 'alias=a=b', 'alone']),
      moduleSaying(['name=second']),
    ])
    const table = tableIn(
      [one, traitColumnsOf([moduleSaying(['author=\xe4\n'])])],
      [0, 1, 0, -1],
      [1, 0, 0, -1],
    )
    expect([0, 1, 2, 3, 4].map((position) => textOf(table, position))).toEqual([
      ...['name=second', 'author=\xe4\n', 'license=GPL alias=a=b alone=', undefined, undefined],
    ])
  })

  it('gives no fields for a module without .modinfo, and the error of one that cannot be read', () => {
    const table = tableOf([
      buildModule({}),
      new KmodError('KMOD_IO', 'no', { errno: 'EIO', cause: () => 'cannot be cloned' }),
      Buffer.from('no module at all'),
      moduleSaying(['name=last']),
    ])
    expect([0, 1, 2, 3].map((position) => textOf(table, position))).toEqual([
      ...['', 'KMOD_IO', 'KMOD_NOT_ELF', 'name=last'],
    ])
    expect(table.modinfoAt(1)).toMatchObject({ message: 'no', details: { errno: 'EIO' } })
  })

  it('gives an error for a section with too many fields', () => {
    const lines = Array.from({ length: MAX_MODINFO_FIELDS + 1 }, () => 'a=b')
    expect(textOf(tableOf([moduleSaying(lines)]), 0)).toBe('KMOD_LIMIT')
  })

  it('gives the fields of a module whose symbols cannot be read', () => {
    const whole = buildModule({ modinfo: ['license=GPL'], needs: ['x'.repeat(MAX_SYMBOL_NAME_LENGTH + 1)] })
    expect(textOf(tableOf([whole]), 0)).toBe('license=GPL')
  })
})

it('buildIdAt() gives the build ID of each module that has a sound one', () => {
  const ID = Buffer.from('ae01', 'hex')
  const sound = (['lsb', 'msb'] as const).map((endian) =>
    buildModule({ endian, sections: [buildIdNote({ id: ID, endian })] }),
  )
  const others = [
    { sections: [buildIdNote({ id: Buffer.alloc(0) })] },
    {},
    { sections: [{ ...note, content: 'x' }] },
  ]
  const wrong = ['\x05', '\x04\0\0\0\x03'].map((start) =>
    buildModule({ sections: [{ ...note, content: start + note.content.slice(start.length) }] }),
  )
  const files = [...sound, ...others.map((spec) => buildModule(spec)), ...wrong]
  const table = tableOf(files)
  expect(files.map((_, position) => table.buildIdAt(position))).toEqual([
    'ae01',
    'ae01',
    '',
    ...Array(4).fill(undefined),
  ])
  expect(files.map((_, position) => table.at(position)?.buildId)).toEqual([
    'ae01',
    'ae01',
    ...Array(5).fill(''),
  ])
})
