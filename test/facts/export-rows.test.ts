import { describe, expect, it } from 'vitest'
import { copiedSource } from '../../src/base/byte-source.ts'
import { partExports } from '../../src/facts/export-rows.ts'
import { FactsExtractor } from '../../src/facts/extract-facts.ts'
import { fromColumns } from '../../src/facts/facts-columns.ts'
import type { FactsTable, SymbolRows } from '../../src/facts/facts-table.ts'
import { buildModule, type ModuleSpec } from '../support/elf-builder.ts'

function flagged(...specs: readonly ModuleSpec[]): FactsTable {
  const extractor = new FactsExtractor('flagged')
  for (const spec of specs) extractor.add(copiedSource(buildModule(spec), extractor.memory))
  return fromColumns(extractor.columns())
}

const namesIn = ({ names }: FactsTable, rows: SymbolRows): string[][] =>
  Array.from({ length: rows.groupCount }, (_, module) =>
    Array.from({ length: rows.end(module) - rows.start(module) }, (_, i) =>
      names.text(rows.name.at(rows.start(module) + i)),
    ),
  )

const inKsymtab = (...names: string[]) =>
  names.map((name) => ({ name: `__ksymtab_${name}`, section: '.text' }))

function both(...specs: readonly ModuleSpec[]) {
  const table = flagged(...specs)
  const { listed, offered } = partExports(table.exported)
  return { listed: namesIn(table, listed), offered: namesIn(table, offered) }
}

describe('partExports()', () => {
  it('keeps names of namespaces apart, in each class and byte order', () => {
    for (const shape of [{}, { class: 32 }, { endian: 'msb' }, { class: 32, endian: 'msb' }] as const) {
      const spec = { exports: ['one', 'two'], namespaces: ['MY_NS', 'module:kvm-amd'], ...shape }
      expect(both({ ...spec, symbols: inKsymtab('one', 'two') })).toEqual({
        listed: [['one', 'two', 'MY_NS', 'module:kvm-amd']],
        offered: [['one', 'two']],
      })
    }
  })

  it('takes a namespace for an export where another module exports that name', () => {
    const one = { exports: ['one'], namespaces: ['shared'], symbols: inKsymtab('one') }
    const two = { exports: ['shared'], symbols: inKsymtab('shared') }
    expect(both(one, two, one).offered).toEqual([['one'], ['shared'], ['one']])
  })

  it('knows an export without a version that kmod does not list', () => {
    const spec = { exports: [{ name: 'one', crc: 7 }], symbols: inKsymtab('one', 'bare') }
    expect(both(spec)).toEqual({ listed: [['one']], offered: [['one', 'bare']] })
  })

  it('has nothing but the list where a module has no such symbols', () => {
    const table = flagged({ exports: ['one'], namespaces: ['NS'] }, {})
    const { listed, offered } = partExports(table.exported)
    expect(offered).toBe(listed)
    expect(namesIn(table, offered)).toEqual([['one', 'NS'], []])
  })

  it('passes over symbols of that name which are needed, and the bare prefix at the end of the names', () => {
    const needed = { exports: ['one'], needs: ['__ksymtab_one'], namespaces: ['NS'] }
    expect(both(needed).offered).toEqual([['one', 'NS']])
    expect(both({ exports: ['one'], symbols: inKsymtab('one', '') }).listed).toEqual([['one']])
  })
})
