/** A FactsTable as plain data that can be transferred between threads without being copied. */
import type { NameColumns } from '../base/name-table.ts'
import { FactsTable, type SymbolRows } from './facts-table.ts'

interface SymbolColumns {
  readonly starts: Int32Array
  readonly name: Int32Array
  readonly crcLow: Int32Array
  readonly crcHigh: Int32Array
  readonly flags: Int32Array
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

/** The columns of a table: views, valid until it changes. */
export const columnsOf = (table: FactsTable): FactsColumns => ({
  names: table.names.columns,
  exported: symbolColumns(table.exported),
  needed: symbolColumns(table.needed),
  fields: {
    starts: table.fields.starts.values,
    kind: table.fields.kind.values,
    textEnds: table.fields.text.ends,
    text: table.fields.text.bytes,
  },
})

const symbolColumns = (rows: SymbolRows): SymbolColumns => ({
  starts: rows.starts.values,
  name: rows.name.values,
  crcLow: rows.crcLow.values,
  crcHigh: rows.crcHigh.values,
  flags: rows.flags.values,
})

/** A copy of the columns, each in a buffer of its own. */
export function copyOf({ names, exported, needed, fields }: FactsColumns): FactsColumns {
  const symbols = (rows: SymbolColumns): SymbolColumns => ({
    starts: rows.starts.slice(),
    name: rows.name.slice(),
    crcLow: rows.crcLow.slice(),
    crcHigh: rows.crcHigh.slice(),
    flags: rows.flags.slice(),
  })
  return {
    names: { bytes: names.bytes.slice(), starts: names.starts.slice() },
    exported: symbols(exported),
    needed: symbols(needed),
    fields: {
      starts: fields.starts.slice(),
      kind: fields.kind.slice(),
      textEnds: fields.textEnds.slice(),
      text: fields.text.slice(),
    },
  }
}

/** The buffers to transfer with a message that contains `columns`, each of which has its own. */
export const transferList = ({ names, exported, needed, fields }: FactsColumns): ArrayBuffer[] =>
  [names, exported, needed, fields].flatMap((group) =>
    Object.values(group).map((column: Int32Array | Uint8Array) => column.buffer as ArrayBuffer),
  )

/** The table for `columns`, whose memory it adopts. */
export function fromColumns({ names, exported, needed, fields }: FactsColumns): FactsTable {
  const table = new FactsTable()
  table.names.fill(names)
  fillSymbols(table.exported, exported)
  fillSymbols(table.needed, needed)
  table.fields.starts.adopt(fields.starts)
  table.fields.kind.adopt(fields.kind)
  table.fields.text.fill(fields.text, fields.textEnds)
  return table
}

function fillSymbols(into: SymbolRows, from: SymbolColumns): void {
  into.starts.adopt(from.starts)
  into.name.adopt(from.name)
  into.crcLow.adopt(from.crcLow)
  into.crcHigh.adopt(from.crcHigh)
  into.flags.adopt(from.flags)
}
