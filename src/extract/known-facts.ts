import type { FactsColumns } from '../facts/facts-columns.ts'

/** Facts of an earlier run. */
export interface KnownFacts {
  readonly columns: FactsColumns
  /** By position in the list of all paths: the number of the module in the columns, or UNKNOWN_MODULE. */
  readonly rows: Int32Array
}

export const UNKNOWN_MODULE = -1

/** The positions of modules to be read, in ascending order. */
export function unknownPositions(rows: Int32Array): Int32Array {
  const positions = new Int32Array(rows.length)
  let count = 0
  for (let i = 0; i < rows.length; i++) if (rows[i] === UNKNOWN_MODULE) positions[count++] = i
  return positions.subarray(0, count)
}
