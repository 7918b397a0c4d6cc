import { expect, it } from 'vitest'
import { addColumns, type Sections } from '../../src/base/column-sections.ts'
import { KmodError } from '../../src/base/errors.ts'
import { StoredTraits, storedTraits, TRAITS_SHAPE } from '../../src/extract/stored-traits.ts'
import type { TraitColumns } from '../../src/facts/traits-columns.ts'
import { TraitsTable } from '../../src/facts/traits-table.ts'
import * as T from '../../src/wasm/traits-layout.ts'
import { traitColumnsOf } from '../facts/some-columns.ts'
import { buildModule } from '../support/elf-builder.ts'

const malformed = (what: string): never => {
  throw new Error(`malformed ${what}`)
}

const columns = traitColumnsOf([
  buildModule({ exports: ['one'], modinfo: ['license=GPL', 'vermagic=6.1'] }),
  new KmodError('KMOD_IO', 'no', { errno: 'EIO' }),
  buildModule({ modinfo: ['license=MIT'] }),
])

function reread(stored: TraitColumns, count = 3): TraitColumns {
  const sections: Sections = new Map()
  addColumns(sections, 'traits', TRAITS_SHAPE, storedTraits(stored))
  return new StoredTraits((name) => sections.get(name), count, malformed)
}

it('StoredTraits has what storedTraits() was given', () => {
  const { words, text, signature, signatures, failures } = reread(columns)
  expect({ words, text, signature, signatures, failures }).toEqual(columns)
  expect(TraitsTable.of(reread(columns)).at(0)).toEqual(TraitsTable.of(columns).at(0))
})

it('StoredTraits refuses columns that lead outside of another one, when they are asked for', () => {
  const word = (module: number, i: number, value: number): TraitColumns => {
    const words = columns.words.slice()
    words[module * T.ROW_WORDS + i] = value
    return { ...columns, words }
  }
  const at = (module: number, i: number): number => columns.words[module * T.ROW_WORDS + i] ?? 0
  const wrong = [
    ...[word(0, T.HEAD, 0x100), word(0, T.UNDEFINED_COUNT, -1), word(0, T.MODINFO_END, -1)],
    ...[word(2, T.MODINFO_END, at(1, T.BUILD_ID_END) - 1), word(2, T.BUILD_ID_END, columns.text.length + 1)],
    ...[word(2, T.LICENSE, at(0, T.LICENSE)), word(0, T.VERMAGIC, at(0, T.MODINFO_END) + 2)],
    { ...columns, signature: Int32Array.of(0, 0, columns.signatures.length) },
    { ...columns, signature: Int32Array.of(0, 0) },
    { ...columns, text: columns.text.subarray(1) },
  ]
  for (const one of wrong) expect(() => reread(one).words).toThrow('malformed traits')
  expect(() => reread(columns, 2).words).toThrow('malformed traits')
})
