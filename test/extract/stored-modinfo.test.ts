import { expect, it } from 'vitest'
import { wholeSource } from '../../src/base/byte-source.ts'
import { addColumns, type Sections } from '../../src/base/column-sections.ts'
import { KmodError } from '../../src/base/errors.ts'
import { ModinfoCollector, ModinfoTable } from '../../src/extract/modinfo-columns.ts'
import { MODINFO_SHAPE, StoredModinfo, storedModinfo } from '../../src/extract/stored-modinfo.ts'
import { buildIdNote } from '../support/build-id-note.ts'
import { buildModule } from '../support/elf-builder.ts'

const malformed = (what: string): never => {
  throw new Error(`malformed ${what}`)
}

function sectionsOf(): Sections {
  const one = new ModinfoCollector()
  one.add(wholeSource(buildModule({ modinfo: ['name=one'] })))
  const two = new ModinfoCollector()
  two.addFailure(new KmodError('KMOD_IO', 'no', { errno: 'EIO' }))
  two.add(wholeSource(buildModule({ sections: [buildIdNote({ id: Buffer.from('ab01', 'hex') })] })))
  const table = new ModinfoTable([one.columns(), two.columns()], {
    table: Int32Array.of(1, 0, 1),
    module: Int32Array.of(1, 0, 0),
  })
  const sections: Sections = new Map()
  addColumns(sections, 'modinfo', MODINFO_SHAPE, storedModinfo(table, 3))
  return sections
}

it('joins several tables into one, in the order of the modules', () => {
  const sections = sectionsOf()
  const table = ModinfoTable.of(new StoredModinfo((name) => sections.get(name), 3, malformed))
  expect([table.at(0), table.buildId(0)]).toEqual([[], 'ab01'])
  expect([table.at(1), table.buildId(1)]).toEqual([[{ key: 'name', value: 'one' }], undefined])
  expect(table.at(2)).toMatchObject({ code: 'KMOD_IO', message: 'no', details: { errno: 'EIO' } })
})

it('is decoded when it is asked for, and refused when it makes no sense', () => {
  const sections = sectionsOf()
  const stored = new StoredModinfo((name) => sections.get(name), 2, malformed)
  expect(() => stored.ends).toThrow('malformed modinfo')
})
