/** A FactsTable as plain data that crosses a thread without being copied, and several of them brought into one. */
import type { NameColumns } from '../base/name-table.ts'
import { FactsTable, type FieldRows, type SymbolRows } from './facts-table.ts'

interface SymbolColumns {
  readonly starts: Int32Array
  readonly name: Int32Array
  readonly crcLow: Int32Array
  readonly crcHigh: Int32Array
  readonly weak: Int32Array
}

export interface FactsColumns {
  readonly names: NameColumns
  readonly exported: SymbolColumns
  readonly needed: SymbolColumns
  readonly fields: {
    readonly starts: Int32Array
    readonly kind: Int32Array
    readonly textEnds: Int32Array
    readonly text: Uint8Array
  }
}

export const toColumns = (table: FactsTable): FactsColumns => ({
  names: table.names.toColumns(),
  exported: symbolColumns(table.exported),
  needed: symbolColumns(table.needed),
  fields: {
    starts: table.fields.starts.values.slice(),
    kind: table.fields.kind.values.slice(),
    textEnds: table.fields.text.ends.slice(),
    text: table.fields.text.bytes.slice(),
  },
})

const symbolColumns = (rows: SymbolRows): SymbolColumns => ({
  starts: rows.starts.values.slice(),
  name: rows.name.values.slice(),
  crcLow: rows.crcLow.values.slice(),
  crcHigh: rows.crcHigh.values.slice(),
  weak: rows.weak.values.slice(),
})

/** The buffers to hand over with a message that carries `columns`. */
export const transferList = ({ names, exported, needed, fields }: FactsColumns): ArrayBuffer[] =>
  [names, exported, needed, fields].flatMap((group) =>
    Object.values(group).map((column: Int32Array | Uint8Array) => column.buffer as ArrayBuffer),
  )

/** The table of which `columns` were made; takes over their memory. */
export function fromColumns({ names, exported, needed, fields }: FactsColumns): FactsTable {
  const table = new FactsTable()
  table.names.fill(names)
  fillSymbols(table.exported, exported)
  fillSymbols(table.needed, needed)
  table.fields.starts.take(fields.starts)
  table.fields.kind.take(fields.kind)
  table.fields.text.fill(fields.text, fields.textEnds)
  return table
}

function fillSymbols(into: SymbolRows, from: SymbolColumns): void {
  into.starts.take(from.starts)
  into.name.take(from.name)
  into.crcLow.take(from.crcLow)
  into.crcHigh.take(from.crcHigh)
  into.weak.take(from.weak)
}

/** Where the facts of one module are: in which table, and as which module of it. */
export interface FactsPosition {
  readonly table: number
  readonly module: number
}

/** One table that holds the modules at `positions`, in that order. */
export function mergeFacts(tables: readonly FactsColumns[], positions: Iterable<FactsPosition>): FactsTable {
  const merged = new FactsTable()
  const idsOf = tables.map(({ names }) => internAll(merged, names))
  for (const { table, module } of positions) {
    const columns = tables[table]
    const ids = idsOf[table]
    if (columns && ids) appendModule(merged, columns, ids, module)
  }
  return merged
}

function internAll(merged: FactsTable, { bytes, starts }: NameColumns): Int32Array {
  const ids = new Int32Array(starts.length - 1)
  for (let i = 0; i < ids.length; i++) ids[i] = merged.names.intern(bytes, starts[i] ?? 0, starts[i + 1] ?? 0)
  return ids
}

function appendModule(merged: FactsTable, columns: FactsColumns, ids: Int32Array, module: number): void {
  appendSymbols(merged.exported, columns.exported, ids, module)
  appendSymbols(merged.needed, columns.needed, ids, module)
  appendFields(merged.fields, columns.fields, module)
  merged.endModule()
}

function appendSymbols(into: SymbolRows, from: SymbolColumns, ids: Int32Array, module: number): void {
  const end = from.starts[module + 1] ?? 0
  for (let row = from.starts[module] ?? 0; row < end; row++)
    into.push(
      ids[from.name[row] ?? 0] ?? 0,
      from.crcLow[row] ?? 0,
      from.crcHigh[row] ?? 0,
      from.weak[row] ?? 0,
    )
}

function appendFields(into: FieldRows, from: FactsColumns['fields'], module: number): void {
  const end = from.starts[module + 1] ?? 0
  for (let row = from.starts[module] ?? 0; row < end; row++) {
    const textStart = row === 0 ? 0 : (from.textEnds[row - 1] ?? 0)
    into.push(from.kind[row] ?? 0, from.text, textStart, from.textEnds[row] ?? 0)
  }
}
