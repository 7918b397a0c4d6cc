/** Texts picked from columns: what index entries and lines of text files are made of. */

/** Many texts as bytes, one after the other: text `i` is `memory[bounds[i]..bounds[i + 1])`. */
export interface Texts {
  readonly memory: Uint8Array
  readonly bounds: Int32Array
}

/** The texts of `column` at `rows`, in that order; rows may repeat. */
export interface TextRows {
  readonly column: Texts
  readonly rows: Int32Array
}

/** All texts of a column, in their order. */
export function everyRow(column: Texts): TextRows {
  const rows = new Int32Array(column.bounds.length - 1)
  for (let i = 0; i < rows.length; i++) rows[i] = i
  return { column, rows }
}
