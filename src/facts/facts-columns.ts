/** A FactsTable as plain data that can be transferred between threads without being copied. */
import type { ColumnShape, ColumnsOf } from '../base/column-sections.ts'
import { FactsTable, type SymbolRows } from './facts-table.ts'

const SYMBOLS = {
  starts: 'words',
  name: 'words',
  crcLow: 'words',
  crcHigh: 'words',
  flags: 'words',
} as const satisfies ColumnShape

/** For files: column-sections.ts. */
export const FACTS_SHAPE = {
  names: { bytes: 'bytes', starts: 'words' },
  exported: SYMBOLS,
  needed: SYMBOLS,
  fields: { starts: 'words', kind: 'words', textEnds: 'words', text: 'bytes' },
} as const satisfies ColumnShape

type SymbolColumns = ColumnsOf<typeof SYMBOLS>
export type FactsColumns = ColumnsOf<typeof FACTS_SHAPE>

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
