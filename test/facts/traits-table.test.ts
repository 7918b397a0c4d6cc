import { expect, it } from 'vitest'
import { copiedSource, wholeSource } from '../../src/base/byte-source.ts'
import { isKmodError } from '../../src/base/errors.ts'
import { FactsExtractor } from '../../src/facts/extract-facts.ts'
import { type ModuleTraits, readModuleTraits } from '../../src/facts/module-traits.ts'
import { headOf, TraitsTable } from '../../src/facts/traits-table.ts'
import { buildModule, type ModuleSpec } from '../support/elf-builder.ts'
import { appendSignature } from '../support/signature-builder.ts'

/** Of each file, as a caller of BatchExtractor gets them. */
function traitsOf(files: readonly Uint8Array[]): (ModuleTraits | undefined)[] {
  const table = tableOf(files)
  return files.map((_, position) => {
    const traits = table.at(position)
    return traits && { ...traits }
  })
}

function tableOf(files: readonly Uint8Array[]): TraitsTable {
  const extractor = new FactsExtractor('flagged', true)
  for (const file of files) {
    const source = copiedSource(file, extractor.memory)
    const before = extractor.moduleCount
    try {
      extractor.add(source)
    } catch (error) {
      if (!isKmodError(error)) throw error
      if (extractor.moduleCount === before) extractor.addNothing(readModuleTraits(source))
    }
  }
  const columns = extractor.traits()
  if (columns === undefined) throw new TypeError('traits')
  const module = Int32Array.from(files.keys())
  return new TraitsTable([columns], { table: new Int32Array(files.length), module })
}

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
  ...{ symbols, sections: [strings, table('__ksymtab'), table('__ksymtab_gpl'), note] },
  ...{ modinfo: ['license=GPL', 'import_ns=X'], needs: ['one', { name: 'b', weak: true }] },
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
  const extractor = new FactsExtractor('kmod', true)
  extractor.add(copiedSource(buildModule(exporting), extractor.memory))
  const columns = extractor.traits()
  const found = new TraitsTable(columns ? [columns] : [], {
    ...{ table: Int32Array.of(0, -1), module: Int32Array.of(0, 0) },
  })
  expect(found.at(0)).toBe(found.at(0))
  expect(found.at(1)).toBe(undefined)
})
