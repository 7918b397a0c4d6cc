import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type FactsPosition,
  fromColumns,
  mergeFacts,
  toColumns,
  transferList,
} from '../../src/facts/facts-columns.ts'
import type { ModuleSpec } from '../support/elf-builder.ts'
import { tableOf, textOfFacts } from './facts-text.ts'

const name = fc.constantFrom('a', 'b', 'c', 'printk', 'kfree')
const crc = fc.integer({ min: 0, max: 0xffffffff })
const moduleSpec: fc.Arbitrary<ModuleSpec> = fc.record(
  {
    exports: fc.array(fc.oneof(name, fc.record({ name, crc })), { maxLength: 4 }),
    needs: fc.array(fc.record({ name, weak: fc.boolean() }), { maxLength: 4 }),
    versions: fc.array(fc.record({ name, crc }), { maxLength: 3 }),
    modinfo: fc.array(fc.constantFrom('alias=x', 'alias=', 'softdep=pre: y', 'weakdep=z', 'license=GPL')),
  },
  { requiredKeys: [] },
)

/** Modules, the table that each is in, and how many tables there are. */
const shared = fc.integer({ min: 1, max: 3 }).chain((tables) =>
  fc.record({
    tables: fc.constant(tables),
    modules: fc.array(fc.tuple(moduleSpec, fc.nat(tables - 1)), { maxLength: 12 }),
  }),
)

describe('mergeFacts()', () => {
  it('makes of several tables what one table of all modules in order would be', () => {
    fc.assert(
      fc.property(shared, ({ tables, modules }) => {
        const ofTable = Array.from({ length: tables }, (_, i) => modules.filter(([, table]) => table === i))
        const columns = ofTable.map((own) => toColumns(tableOf(own.map(([spec]) => spec))))
        const next = new Array<number>(tables).fill(0)
        const positions = modules.map(([, table]): FactsPosition => {
          const module = next[table] ?? 0
          next[table] = module + 1
          return { table, module }
        })
        const merged = mergeFacts(columns, positions)
        expect(textOfFacts(merged)).toEqual(textOfFacts(tableOf(modules.map(([spec]) => spec))))
        const names = Array.from({ length: merged.names.size }, (_, id) => merged.names.text(id))
        expect(new Set(names).size).toBe(names.length)
      }),
    )
  })

  it('takes a module twice, and leaves out those without a position', () => {
    const columns = toColumns(tableOf([{ needs: ['a'] }, { needs: ['b'] }]))
    const merged = mergeFacts(
      [columns],
      [
        { table: 0, module: 1 },
        { table: 0, module: 1 },
      ],
    )
    expect(textOfFacts(merged).map(({ needed }) => needed)).toEqual([['b 0x0'], ['b 0x0']])
  })

  it('drops the names of modules that are gone, although not at once', () => {
    let columns = toColumns(tableOf([{ needs: ['a', 'b', 'c'], exports: ['d'] }]))
    for (let round = 0; round < 50; round++) {
      const fresh = toColumns(tableOf([{ needs: [`new_${round}`] }]))
      const positions = [
        { table: 0, module: 0 },
        { table: 1, module: 0 },
      ]
      columns = toColumns(mergeFacts([columns, fresh], positions))
      expect(columns.names.starts.length - 1).toBeLessThanOrEqual(8)
    }
  })

  it('takes from all tables but the first only the names that the modules mention', () => {
    const tables = [[{ needs: ['a'] }], [{ needs: ['gone'] }, { needs: ['kept', 'a'], exports: ['own'] }]]
    const columns = tables.map((specs) => toColumns(tableOf(specs)))
    const { names } = mergeFacts(columns, [
      { table: 1, module: 1 },
      { table: 0, module: 0 },
    ])
    expect(Array.from({ length: names.size }, (_, id) => names.text(id)).sort()).toEqual(['a', 'kept', 'own'])
  })

  it('of no tables is an empty table', () => {
    expect(mergeFacts([], []).moduleCount).toBe(0)
    expect(mergeFacts([toColumns(tableOf([]))], []).names.size).toBe(0)
  })
})

describe('fromColumns()', () => {
  it('gives the table back, ids and all, and names can be added', () => {
    fc.assert(
      fc.property(fc.array(moduleSpec, { maxLength: 6 }), (specs) => {
        const table = fromColumns(toColumns(tableOf(specs)))
        expect(toColumns(table)).toEqual(toColumns(tableOf(specs)))
        const name = Buffer.from('another')
        expect(table.names.intern(name, 0, name.length)).toBe(tableOf(specs).names.size)
      }),
    )
  })
})

describe('toColumns()', () => {
  const specs: ModuleSpec[] = [
    { needs: ['a'], exports: [{ name: 'b', crc: 1 }], modinfo: ['alias=x', 'softdep=y'] },
    {},
  ]

  it('gives memory of its own, no larger than what it holds', () => {
    const table = tableOf(specs)
    const columns = toColumns(table)
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
    const columns = toColumns(table)
    const received = structuredClone(columns, { transfer: transferList(columns) })
    expect([
      columns.fields.text.byteLength,
      columns.names.bytes.byteLength,
      columns.needed.weak.byteLength,
    ]).toEqual([0, 0, 0])
    const positions = specs.map((_, module) => ({ table: 0, module }))
    expect(textOfFacts(mergeFacts([received], positions))).toEqual(textOfFacts(tableOf(specs)))
    expect(textOfFacts(table)).toEqual(textOfFacts(tableOf(specs)))
  })
})
