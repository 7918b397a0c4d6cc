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
  const byKey = new Map<string, T>()
  for (const row of rows) byKey.set(textsOf(row).join('\0'), row)
  // Without a function to compare by, which is the order of bytes for byte strings, and much faster.
  return [...byKey.keys()].sort().flatMap((key) => (byKey.has(key) ? [byKey.get(key) as T] : []))
}
