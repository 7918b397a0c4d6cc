import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copiedSource } from '../../src/base/byte-source.ts'
import { FactsExtractor } from '../../src/facts/extract-facts.ts'
import { columnsOf, copyOf, fromColumns } from '../../src/facts/facts-columns.ts'
import type { FactsTable } from '../../src/facts/facts-table.ts'
import { buildModule, type ModuleSpec } from '../support/elf-builder.ts'
import { moduleSpec, tableOf, textOfFacts } from './facts-text.ts'

/** Where a module is: in which table, and as which module of it. */
type Place = readonly [table: number, module: number]

/** Table 0 is read here, the others come from elsewhere. */
function joined(tables: readonly (readonly ModuleSpec[])[], places: readonly Place[]): FactsTable {
  const [own = [], ...others] = tables
  const extractor = new FactsExtractor()
  for (const spec of own) extractor.add(copiedSource(buildModule(spec), extractor.memory))
  const order = {
    table: Int32Array.from(places, ([table]) => table),
    module: Int32Array.from(places, ([, module]) => module),
  }
  const columns = others.map((specs) => columnsOf(tableOf(specs)))
  return fromColumns(copyOf(extractor.joined(columns, order)))
}

const namesOf = ({ names }: FactsTable): string[] =>
  Array.from({ length: names.size }, (_, id) => names.text(id))

/** Modules, the table that each is in, and how many tables there are. */
const shared = fc.integer({ min: 1, max: 3 }).chain((tables) =>
  fc.record({
    tables: fc.constant(tables),
    modules: fc.array(fc.tuple(moduleSpec, fc.nat(tables - 1)), { maxLength: 12 }),
  }),
)

describe('joinFacts()', () => {
  it('makes of several tables what one table of all modules in order would be', () => {
    fc.assert(
      fc.property(shared, ({ tables, modules }) => {
        const ofTable = Array.from({ length: tables }, (_, i) =>
          modules.filter(([, table]) => table === i).map(([spec]) => spec),
        )
        const next = new Array<number>(tables).fill(0)
        const places = modules.map(([, table]): Place => {
          const module = next[table] ?? 0
          next[table] = module + 1
          return [table, module]
        })
        const table = joined(ofTable, places)
        expect(textOfFacts(table)).toEqual(textOfFacts(tableOf(modules.map(([spec]) => spec))))
        const names = namesOf(table)
        expect(new Set(names).size).toBe(names.length)
      }),
    )
  })

  it('takes a module twice, and leaves out those without a place', () => {
    const places: Place[] = [
      [1, 1],
      [0, 1],
      [1, 1],
    ]
    const table = joined(
      [
        [{ needs: ['a'] }, { needs: ['b'] }],
        [{ needs: ['c'] }, { needs: ['d'] }],
      ],
      places,
    )
    expect(textOfFacts(table).map(({ needed }) => needed)).toEqual([['d 0x0'], ['b 0x0'], ['d 0x0']])
  })

  it('takes from the tables of others only the names that the modules mention', () => {
    const tables = [[{ needs: ['a'] }], [{ needs: ['gone'] }, { needs: ['kept', 'a'], exports: ['own'] }]]
    const table = joined(tables, [
      [1, 1],
      [0, 0],
    ])
    expect(namesOf(table)).toEqual(['a', 'own', 'kept'])
  })

  it('of no modules is an empty table', () => {
    expect(joined([[]], []).moduleCount).toBe(0)
    expect(joined([[], [{ needs: ['a'] }]], []).names.size).toBe(0)
  })

  it('goes on with modules that are read later', () => {
    const extractor = new FactsExtractor()
    const add = (spec: ModuleSpec): unknown =>
      extractor.add(copiedSource(buildModule(spec), extractor.memory))
    add({ needs: ['a'] })
    const other = [columnsOf(tableOf([{ needs: ['b'] }]))]
    extractor.joined(other, { table: Int32Array.of(1, 0), module: Int32Array.of(0, 0) })
    add({ needs: ['b'] })
    expect(textOfFacts(fromColumns(extractor.columns()))).toEqual(
      textOfFacts(tableOf([{ needs: ['a'] }, { needs: ['b'] }])),
    )
  })
})
