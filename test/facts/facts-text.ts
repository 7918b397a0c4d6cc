/** The facts of modules as text that a test can spell out. */
import fc from 'fast-check'
import { copiedSource } from '../../src/base/byte-source.ts'
import { byteString } from '../../src/base/bytes.ts'
import { FactsExtractor } from '../../src/facts/extract-facts.ts'
import { copyOf, fromColumns } from '../../src/facts/facts-columns.ts'
import { type FactsTable, FIELD_KINDS, type SymbolRows } from '../../src/facts/facts-table.ts'
import { buildModule, type ModuleSpec } from '../support/elf-builder.ts'

const name = fc.constantFrom('a', 'b', 'c', 'printk', 'kfree')
const crc = fc.integer({ min: 0, max: 0xffffffff })

/** Small modules that mention the same few names. */
export const moduleSpec: fc.Arbitrary<ModuleSpec> = fc.record(
  {
    exports: fc.array(fc.oneof(name, fc.record({ name, crc })), { maxLength: 4 }),
    needs: fc.array(fc.record({ name, weak: fc.boolean() }), { maxLength: 4 }),
    versions: fc.array(fc.record({ name, crc }), { maxLength: 3 }),
    modinfo: fc.array(fc.constantFrom('alias=x', 'alias=', 'softdep=pre: y', 'weakdep=z', 'license=GPL')),
  },
  { requiredKeys: [] },
)

export interface ModuleFacts {
  /** `name 0xCRC`. */
  readonly exported: readonly string[]
  /** `name 0xCRC`, then ` weak`. */
  readonly needed: readonly string[]
  /** `kind=value`. */
  readonly fields: readonly string[]
}

export const NO_FACTS: ModuleFacts = { exported: [], needed: [], fields: [] }

/** Every module of the table. */
export const textOfFacts = (table: FactsTable): ModuleFacts[] =>
  Array.from({ length: table.moduleCount }, (_, module) => ({
    exported: symbolTexts(table, table.exported, module),
    needed: symbolTexts(table, table.needed, module),
    fields: fieldTexts(table, module),
  }))

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)

function symbolTexts({ names }: FactsTable, rows: SymbolRows, module: number): string[] {
  return range(rows.start(module), rows.end(module)).map((row) => {
    const crc = (BigInt(rows.crcHigh.at(row) >>> 0) << 32n) | BigInt(rows.crcLow.at(row) >>> 0)
    return `${names.text(rows.name.at(row))} 0x${crc.toString(16)}${rows.flags.at(row) === 1 ? ' weak' : ''}`
  })
}

function fieldTexts({ fields }: FactsTable, module: number): string[] {
  return range(fields.start(module), fields.end(module)).map(
    (row) =>
      `${FIELD_KINDS[fields.kind.at(row)]}=${byteString(fields.text.bytes, fields.text.start(row), fields.text.end(row))}`,
  )
}

/** One table of all modules, which all can be opened. */
export function tableOf(specs: readonly ModuleSpec[]): FactsTable {
  const extractor = new FactsExtractor()
  for (const spec of specs) extractor.add(copiedSource(buildModule(spec), extractor.memory))
  return fromColumns(copyOf(extractor.columns()))
}

export const factsOf = (spec: ModuleSpec): ModuleFacts => textOfFacts(tableOf([spec]))[0] ?? NO_FACTS
