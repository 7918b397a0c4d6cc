/** A FactsTable as plain data that crosses a thread without being copied, and several of them brought into one. */
import type { NameColumns, NameTable } from '../base/name-table.ts'
import type { RowGroups } from '../base/row-groups.ts'
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

/**
 * One table that holds the modules at `positions`, in that order. All names of the first table keep their ids, so that
 * the largest one should come first; of the others there are those that the modules mention.
 */
export function mergeFacts(tables: readonly FactsColumns[], positions: Iterable<FactsPosition>): FactsTable {
  const merged = new FactsTable()
  const sources = tables.map((columns, i): Source => {
    const adopts = i === 0 && isMostlyMentioned(columns)
    if (adopts) merged.names.fill(columns.names)
    return { columns, ids: adopts ? undefined : unnamed(columns.names) }
  })
  for (const { table, from, to } of runsOf(positions)) {
    const source = sources[table]
    if (source) appendModules(merged, source, from, to)
  }
  return merged
}

/** A table that rows come from. */
interface Source {
  readonly columns: FactsColumns
  /** By id there: the id in the merged table, or UNNAMED as long as nobody mentioned it. Without: the same. */
  readonly ids: Int32Array | undefined
}

const MOST = 3 / 4

/** Names of modules that were left out pile up when a table is merged over and over; at some point they are dropped. */
function isMostlyMentioned({ names, exported, needed }: FactsColumns): boolean {
  const isMentioned = new Uint8Array(names.starts.length - 1)
  for (const { name } of [exported, needed])
    for (let row = 0; row < name.length; row++) isMentioned[name[row] ?? 0] = 1
  let count = 0
  for (let id = 0; id < isMentioned.length; id++) count += isMentioned[id] ?? 0
  return count >= isMentioned.length * MOST
}

const UNNAMED = -1

const unnamed = ({ starts }: NameColumns): Int32Array => new Int32Array(starts.length - 1).fill(UNNAMED)

/** Modules `from` to `to` of one table. */
interface Run {
  readonly table: number
  readonly from: number
  readonly to: number
}

/** Modules that follow each other in their table are taken over at once. */
function* runsOf(positions: Iterable<FactsPosition>): Generator<Run, void, void> {
  let run: Run | undefined
  for (const { table, module } of positions) {
    if (run && run.table === table && run.to === module) run = { ...run, to: module + 1 }
    else {
      if (run) yield run
      run = { table, from: module, to: module + 1 }
    }
  }
  if (run) yield run
}

function appendModules(merged: FactsTable, source: Source, from: number, to: number): void {
  const { exported, needed, fields } = source.columns
  appendSymbols(merged, merged.exported, exported, source, from, to)
  appendSymbols(merged, merged.needed, needed, source, from, to)
  appendFields(merged.fields, fields, from, to)
}

function appendSymbols(
  { names }: FactsTable,
  into: SymbolRows,
  rows: SymbolColumns,
  { columns, ids }: Source,
  from: number,
  to: number,
): void {
  const first = rows.starts[from] ?? 0
  const end = rows.starts[to] ?? first
  appendStarts(into, rows.starts, from, to)
  into.crcLow.append(rows.crcLow.subarray(first, end))
  into.crcHigh.append(rows.crcHigh.subarray(first, end))
  into.weak.append(rows.weak.subarray(first, end))
  const named = rows.name.subarray(first, end)
  into.name.append(ids ? renamed(names, columns.names, ids, named) : named)
}

/** `named` by the ids of `names`, which get those that are new there. Two tight loops: most names are mentioned often. */
function renamed(
  names: NameTable,
  { bytes, starts }: NameColumns,
  ids: Int32Array,
  named: Int32Array,
): Int32Array {
  for (let i = 0; i < named.length; i++) {
    const name = named[i] ?? 0
    if (ids[name] === UNNAMED) ids[name] = names.intern(bytes, starts[name] ?? 0, starts[name + 1] ?? 0)
  }
  const result = new Int32Array(named.length)
  for (let i = 0; i < named.length; i++) result[i] = ids[named[i] ?? 0] ?? 0
  return result
}

function appendFields(into: FieldRows, rows: FactsColumns['fields'], from: number, to: number): void {
  const first = rows.starts[from] ?? 0
  const end = rows.starts[to] ?? first
  appendStarts(into, rows.starts, from, to)
  into.kind.append(rows.kind.subarray(first, end))
  into.text.append(rows.text, rows.textEnds, first, end)
}

function appendStarts(into: RowGroups, starts: Int32Array, from: number, to: number): void {
  const shift = into.starts.at(into.groupCount) - (starts[from] ?? 0)
  for (let module = from; module < to; module++) into.starts.push((starts[module + 1] ?? 0) + shift)
}
