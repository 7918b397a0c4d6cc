/** The tables program (wasm/assembly/tables/tables.ts) as it makes the tables of a kernel. */
import { TableColumn } from '../parquet/columns.ts'
import { type TableExports, TableProgram } from '../parquet/table-program.ts'
import * as L from '../wasm/tables-layout.ts'
import { columnShapes } from './kernel-columns.ts'
import type { TableName } from './table-layout.ts'

/** The exports of the program, documented there. Most arguments are addresses of columns. */
interface KernelExports extends TableExports {
  setTraits(rows: number, text: number, signatureOf: number, signatures: number): void
  setKinds(pre: number, post: number, weak: number): void
  addModules(count: number, modnames: number, paths: number, low: number, high: number): void
  addBuiltins(count: number, modnames: number, paths: number, fields: number, ends: number): void
  addHardDependencies(
    ...columns: [count: number, modnames: number, starts: number, providers: number, kind: number]
  ): void
  setNames(bytes: number, starts: number, texts: number): void
  addImports(
    ...columns: [
      ...[count: number, modnames: number, starts: number, names: number],
      ...[crcLow: number, crcHigh: number, flags: number],
    ]
  ): void
  addExports(
    ...columns: [
      ...[count: number, modnames: number, starts: number, names: number],
      ...[crcLow: number, crcHigh: number, evidence: number],
    ]
  ): void
  addOwn(
    ...columns: [
      ...[count: number, owner: number, evidence: number, symbols: number, namespaces: number],
      ...[crc: number, hasCrc: number, gplOnly: number],
    ]
  ): void
  addImported(owner: number, evidence: number): void
  findImported(): number
  sortTable(table: number): number
  tableColumn(table: number, column: number): number
}

/** Tables of rows that the program makes. */
export type MadeTable = Exclude<TableName, 'kernels'>

const NUMBERS: Readonly<Record<MadeTable, number>> = {
  modules: L.MODULES,
  exports: L.EXPORTS,
  imports: L.IMPORTS,
  aliases: L.ALIASES,
  parameters: L.PARAMETERS,
  firmware: L.FIRMWARE,
  dependencies: L.DEPENDENCIES,
}

/** Pages of memory that the tables of most kernels need: all at once, because V8 collects garbage when memory grows. */
const PAGES = 512

export class KernelProgram extends TableProgram<KernelExports> {
  constructor() {
    super()
    this.exports.memory.grow(PAGES)
  }

  /** Sorts the rows of a table and returns its columns. Texts must be ranked, and it is done once. */
  sorted(table: MadeTable): TableColumn[] {
    const length = this.exports.sortTable(NUMBERS[table])
    let column = 0
    const next = (): number => this.exports.tableColumn(NUMBERS[table], column++) >>> 0
    return columnShapes(table).map((shape) => {
      const values = next()
      const place = shape.type === 'integer' ? { values, high: next(), length } : { values, length }
      return new TableColumn(this, shape, place)
    })
  }
}
