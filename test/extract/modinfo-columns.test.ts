import { describe, expect, it } from 'vitest'
import { wholeSource } from '../../src/base/byte-source.ts'
import { isKmodError, KmodError } from '../../src/base/errors.ts'
import { ModinfoCollector, type ModinfoColumns, ModinfoTable } from '../../src/extract/modinfo-columns.ts'
import { MAX_MODINFO_FIELDS } from '../../src/wasm/facts-limits.ts'
import { buildIdNote } from '../support/build-id-note.ts'
import { buildModule } from '../support/elf-builder.ts'

const moduleSaying = (modinfo: string[]) => wholeSource(buildModule({ modinfo }))

/** What a thread border makes of it. */
function columnsOf(fill: (collector: ModinfoCollector) => void): ModinfoColumns {
  const collector = new ModinfoCollector()
  fill(collector)
  return structuredClone(collector.columns())
}

const tableOf = (columns: readonly ModinfoColumns[], table: number[], module: number[]): ModinfoTable =>
  new ModinfoTable(columns, { table: Int32Array.from(table), module: Int32Array.from(module) })

const textOf = (table: ModinfoTable, position: number): string | undefined => {
  const content = table.at(position)
  if (content === undefined || isKmodError(content)) return content?.code
  return content.map(({ key, value }) => `${key}=${value}`).join(' ')
}

describe('ModinfoTable.at()', () => {
  it('gives the fields of each module by its position, whichever thread has read it', () => {
    const one = columnsOf((collector) => {
      collector.add(moduleSaying(['license=GPL', 'alias=a=b', 'alone']))
      collector.add(moduleSaying(['name=second']))
    })
    const other = columnsOf((collector) => collector.add(moduleSaying(['author=\xe4\n'])))
    const table = tableOf([one, other], [0, 1, 0, -1], [1, 0, 0, -1])
    expect([0, 1, 2, 3, 4].map((position) => textOf(table, position))).toEqual([
      'name=second',
      'author=\xe4\n',
      'license=GPL alias=a=b alone=',
      undefined,
      undefined,
    ])
  })

  it('gives no fields for a module without .modinfo, and the error of one that cannot be read', () => {
    const columns = columnsOf((collector) => {
      collector.add(wholeSource(buildModule({})))
      collector.addFailure(new KmodError('KMOD_IO', 'no', { errno: 'EIO', cause: () => 'cannot be cloned' }))
      collector.add(wholeSource(Buffer.from('no module at all')))
      collector.add(moduleSaying(['name=last']))
    })
    const table = tableOf([columns], [0, 0, 0, 0], [0, 1, 2, 3])
    expect([0, 1, 2, 3].map((position) => textOf(table, position))).toEqual([
      '',
      'KMOD_IO',
      'KMOD_NOT_ELF',
      'name=last',
    ])
    expect(table.at(1)).toMatchObject({ message: 'no', details: { errno: 'EIO' } })
  })

  it('gives the build ID of each module that has one', () => {
    const built = (id: string) =>
      wholeSource(buildModule({ sections: [buildIdNote({ id: Buffer.from(id, 'hex') })] }))
    const one = columnsOf((collector) => {
      collector.add(moduleSaying(['name=none']))
      collector.add(built('ae01'))
    })
    const other = columnsOf((collector) => collector.add(built('ae02')))
    const table = tableOf([one, other], [0, 1, 0, -1], [1, 0, 0, -1])
    expect([0, 1, 2, 3, 4].map((position) => table.buildId(position))).toEqual([
      'ae01',
      'ae02',
      undefined,
      undefined,
      undefined,
    ])
  })

  it('gives an error for a section with too many fields', () => {
    const columns = columnsOf((collector) =>
      collector.add(moduleSaying(Array.from({ length: MAX_MODINFO_FIELDS + 1 }, () => 'a=b'))),
    )
    expect(textOf(tableOf([columns], [0], [0]), 0)).toBe('KMOD_LIMIT')
  })
})
