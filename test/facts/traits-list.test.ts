import { expect, it } from 'vitest'
import { headOf } from '../../src/facts/traits-list.ts'
import { TraitsTable } from '../../src/facts/traits-table.ts'
import { buildModule } from '../support/elf-builder.ts'
import { traitColumnsOf } from './some-columns.ts'

it('headOf() gives the same of a table and of a plain list', () => {
  const modinfo = ['license=GPL', 'vermagic=6.1', 'import_ns=X']
  const table = TraitsTable.of(traitColumnsOf([buildModule({ modinfo }), Buffer.from('no module')]))
  const list = { at: (position: number) => table.at(position) }
  expect(headOf(list, 0)).toEqual(headOf(table, 0))
  expect(headOf(list, 0)).toMatchObject({ license: 'GPL', vermagic: '6.1', importsNamespaces: true })
  expect([headOf(list, 1), headOf(table, 1)]).toEqual([undefined, undefined])
})
