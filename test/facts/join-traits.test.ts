import { expect, it } from 'vitest'
import { KmodError } from '../../src/base/errors.ts'
import { joinTables } from '../../src/facts/join-traits.ts'
import { TraitsTable } from '../../src/facts/traits-table.ts'
import { buildIdNote } from '../support/build-id-note.ts'
import { buildModule } from '../support/elf-builder.ts'
import { traitColumnsOf } from './some-columns.ts'

const saying = (name: string) => buildModule({ modinfo: [`name=${name}`, 'license=GPL'] })
const built = buildModule({ sections: [buildIdNote({ id: Buffer.from('ab01', 'hex') })] })

it('joinTables() gives the modules of several tables in one order', () => {
  const order = { table: Int32Array.of(1, 0, -1, 1, 0), module: Int32Array.of(1, 0, 0, 0, 1) }
  const tables = [
    traitColumnsOf([saying('one'), saying('two')]),
    traitColumnsOf([new KmodError('KMOD_IO', 'no', { errno: 'EIO' }), built]),
  ]
  const joined = joinTables(tables, order, 5)
  const [of, from] = [TraitsTable.of(joined), new TraitsTable(tables, order)]
  for (const position of [0, 1, 3, 4]) {
    expect(of.at(position)).toEqual(from.at(position))
    expect(of.headAt(position)).toEqual(from.headAt(position))
    expect(of.modinfoAt(position)).toEqual(from.modinfoAt(position))
    expect(of.buildIdAt(position)).toEqual(from.buildIdAt(position))
  }
  expect([of.buildIdAt(0), of.headAt(1)?.license]).toEqual(['ab01', 'GPL'])
  expect(of.modinfoAt(3)).toMatchObject({ code: 'KMOD_IO', message: 'no', details: { errno: 'EIO' } })
  expect([of.at(2), of.modinfoAt(2)]).toEqual([undefined, []])
  expect(joined.signatures).toEqual([{ state: 'none' }])
})
