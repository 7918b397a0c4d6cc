/** Puts values into the canned SQL, as literals: placeholders and lists of them are spelled differently by engines. */

/** The value of a placeholder `:name`. */
export type SqlValue =
  | string
  | number
  /** `'a', 'b'`, for IN. */
  | readonly string[]
  /** A query that gives these rows; columns have the names of the first row's keys. */
  | { readonly rows: readonly Readonly<Record<string, string | number>>[] }

export type SqlValues = Readonly<Record<string, SqlValue>>

/**
 * How an engine reads a backslash in a literal. `plain`: DuckDB, Trino and the standard; `escape`: ClickHouse, Spark and
 * Hive.
 */
export type Backslash = 'plain' | 'escape'

/** @throws TypeError for a placeholder without a value */
export function fillSql(sql: string, values: SqlValues, backslash: Backslash = 'plain'): string {
  return sql
    .split('\n')
    .map((line) =>
      line.startsWith('--')
        ? line
        : line.replace(/:([a-z_]+)/g, (_, name: string) => {
            const value = values[name]
            if (value === undefined) throw new TypeError(`Expected a value of :${name}`)
            return literal(value, backslash)
          }),
    )
    .join('\n')
}

function literal(value: SqlValue, backslash: Backslash): string {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return quote(value, backslash)
  if ('rows' in value) return rowsLiteral(value.rows, backslash)
  return value.length === 0 ? "''" : value.map((text) => quote(text, backslash)).join(', ')
}

function quote(text: string, backslash: Backslash): string {
  const doubled = text.replaceAll("'", "''")
  return `'${backslash === 'escape' ? doubled.replaceAll('\\', '\\\\') : doubled}'`
}

/** A SELECT for each row: lists of VALUES are not the same in all engines. */
const rowsLiteral = (
  rows: readonly Readonly<Record<string, string | number>>[],
  backslash: Backslash,
): string =>
  rows
    .map((row, i) => {
      const cells = Object.entries(row).map(([name, value]) =>
        i === 0 ? `${literal(value, backslash)} AS ${name}` : literal(value, backslash),
      )
      return `SELECT ${cells.join(', ')}`
    })
    .join('\n  UNION ALL ')
