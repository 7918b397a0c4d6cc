/** Orders rows by several columns, as numbers. */

/**
 * The rows in ascending order.
 * @param keys for each row a whole number; times the number of rows it must stay below 2^53
 */
export function orderOf(keys: Float64Array): Int32Array {
  const count = keys.length
  const sorted = keys.map((key, row) => key * count + row).sort()
  return Int32Array.from(sorted, (key) => key % count)
}

/** Sorts rows by the texts that `textsOf` returns, in the order of bytes, and leaves out repeated ones. */
export function sortRows<T>(rows: readonly T[], textsOf: (row: T) => readonly string[]): T[] {
  const keyed = rows.map((row) => ({ row, key: textsOf(row).join('\0') }))
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  return keyed.flatMap(({ row, key }, i) => (i > 0 && keyed[i - 1]?.key === key ? [] : [row]))
}
