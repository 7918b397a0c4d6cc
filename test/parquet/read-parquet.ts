/** Reads Parquet files with DuckDB, a reader that is not ours. */
import { openDuckDB } from '../../src/fleet/duckdb-engine.ts'
import type { FleetRows } from '../../src/fleet/fleet-engine.ts'
import { tempTree } from '../support/temp-tree.ts'

/** Answers `sql`, in which FILE is the path of a file with these bytes. */
export async function askFile(bytes: Uint8Array, sql: string): Promise<FleetRows['rows']> {
  const path = `${tempTree({ 'table.parquet': Buffer.from(bytes) })}/table.parquet`
  const engine = await openDuckDB()
  try {
    return (await engine.query(sql.replaceAll('FILE', `'${path}'`))).rows
  } finally {
    engine.close()
  }
}
