/** Columns of plain code as rows. */
import { type ColumnValues, rowsOf } from '../../parquet/plain/columns.ts'

/** Rows as objects. */
export function plainRows(columns: readonly ColumnValues[]): Record<string, unknown>[] {
  const [first] = columns
  return Array.from({ length: first === undefined ? 0 : rowsOf(first) }, (_, row) =>
    Object.fromEntries(columns.map((column) => [column.name, cell(column, row)])),
  )
}

function cell(column: ColumnValues, row: number): unknown {
  if (column.type === 'text') return column.dictionary[column.positions[row] ?? -1] ?? null
  const value = column.values[row] ?? Number.NaN
  if (column.type === 'integer') return Number.isNaN(value) ? null : value
  return value === 2 ? null : value === 1
}
