import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOf, copyOf, fromColumns, transferList } from '../../src/facts/facts-columns.ts'
import type { ModuleSpec } from '../support/elf-builder.ts'
import { moduleSpec, tableOf, textOfFacts } from './facts-text.ts'

describe('fromColumns()', () => {
  it('gives the table back, ids and all, and names can be added', () => {
    fc.assert(
      fc.property(fc.array(moduleSpec, { maxLength: 6 }), (specs) => {
        const table = fromColumns(columnsOf(tableOf(specs)))
        expect(columnsOf(table)).toEqual(columnsOf(tableOf(specs)))
        const name = Buffer.from('another')
        expect(table.names.intern(name, 0, name.length)).toBe(tableOf(specs).names.size)
      }),
    )
  })
})

describe('copyOf() of columnsOf()', () => {
  const specs: ModuleSpec[] = [
    { needs: ['a'], exports: [{ name: 'b', crc: 1 }], modinfo: ['alias=x', 'softdep=y'] },
    {},
  ]

  it('gives memory of its own, no larger than what it holds', () => {
    const table = tableOf(specs)
    const columns = copyOf(columnsOf(table))
    for (const [group, ownColumns] of Object.entries(columns))
      for (const [column, values] of Object.entries(ownColumns as Record<string, Int32Array | Uint8Array>))
        expect(`${group}.${column} ${values.buffer.byteLength}`).toBe(
          `${group}.${column} ${values.byteLength}`,
        )
    columns.fields.text.fill(0)
    columns.needed.name.fill(99)
    expect(textOfFacts(table)).toEqual(textOfFacts(tableOf(specs)))
  })

  it('crosses a thread without being copied, and leaves the table as it was', () => {
    const table = tableOf(specs)
    const columns = copyOf(columnsOf(table))
    const received = structuredClone(columns, { transfer: transferList(columns) })
    expect([
      columns.fields.text.byteLength,
      columns.names.bytes.byteLength,
      columns.needed.flags.byteLength,
    ]).toEqual([0, 0, 0])
    expect(textOfFacts(fromColumns(received))).toEqual(textOfFacts(tableOf(specs)))
    expect(textOfFacts(table)).toEqual(textOfFacts(tableOf(specs)))
  })
})

describe('copyOf()', () => {
  it('stays as it was when the original is overwritten', () => {
    const columns = columnsOf(tableOf([{ needs: ['a'], modinfo: ['alias=x'] }]))
    const copy = copyOf(columns)
    columns.needed.name.fill(7)
    columns.names.bytes.fill(0)
    expect(textOfFacts(fromColumns(copy))).toEqual([{ exported: [], needed: ['a 0x0'], fields: ['alias=x'] }])
  })
})
