/**
 * DuckDB, from the package @duckdb/node-api, which users add themselves: it has 70 MB of machine code. No extension is
 * ever downloaded: what this engine does is built into it.
 */
import { KmodError } from '../base/errors.ts'
import { loadOptionalPackage } from '../host/optional-package.ts'
import type { FleetEngine, FleetRows, FleetValue } from './fleet-engine.ts'

/** The part of @duckdb/node-api that is used here: its own types are not there where the package is not. */
interface DuckDBModule {
  readonly DuckDBInstance: {
    create(
      path: string,
      options: Readonly<Record<string, string>>,
    ): Promise<{ connect(): Promise<DuckDBConnection>; closeSync(): void }>
  }
}

interface DuckDBConnection {
  run(sql: string): Promise<unknown>
  runAndReadAll(sql: string): Promise<{ columnNames(): string[]; getRowsJS(): unknown[][] }>
  closeSync(): void
}

/** Enough for 1,000 kernels, and no surprise on a small machine. */
const OPTIONS = {
  memory_limit: '1GB',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
}

/** @throws KmodError KMOD_USAGE when the package is not there */
function loadDuckDB(load: (name: string) => unknown): DuckDBModule {
  let loaded: unknown
  try {
    loaded = load('@duckdb/node-api')
  } catch (error) {
    throw new KmodError('KMOD_USAGE', `tskmod fleet needs DuckDB, which cannot be loaded: ${wordsOf(error)}`)
  }
  if (loaded !== undefined) return loaded as DuckDBModule
  throw new KmodError(
    'KMOD_USAGE',
    'tskmod fleet needs DuckDB, which is not installed: npm install @duckdb/node-api (where tskmod is installed: with -g if tskmod was)',
  )
}

/**
 * Starts DuckDB in this process, in memory.
 *
 * @param load loads an optional package; undefined if it is not installed
 * @throws KmodError KMOD_USAGE when DuckDB is not installed
 */
export async function openDuckDB(
  load: (name: string) => unknown = loadOptionalPackage,
): Promise<FleetEngine> {
  const { DuckDBInstance } = loadDuckDB(load)
  const instance = await DuckDBInstance.create(':memory:', OPTIONS)
  const connection = await instance.connect()
  return {
    async addTable(name, files) {
      const list = files.map((file) => `'${file.replaceAll("'", "''")}'`).join(', ')
      await connection
        .run(
          `CREATE VIEW ${name} AS SELECT * FROM read_parquet([${list}], hive_partitioning = true, hive_types_autocast = false)`,
        )
        .catch(refuse)
    },
    query: (sql) => ask(connection, sql).catch(refuse),
    async findBroken(files) {
      for (const file of files) {
        const sql = `SELECT count(COLUMNS(*)) FROM read_parquet(['${file.replaceAll("'", "''")}'], hive_partitioning = false)`
        const isSound = await connection.run(sql).then(
          () => true,
          () => false,
        )
        if (!isSound) return file
      }
      return undefined
    },
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

async function ask(connection: DuckDBConnection, sql: string): Promise<FleetRows> {
  const reader = await connection.runAndReadAll(sql)
  return { columns: reader.columnNames(), rows: reader.getRowsJS().map((row) => row.map(plainValue)) }
}

/** Sums are HUGEINT in DuckDB; every count here is below 2^53. */
function plainValue(value: unknown): FleetValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : value.toString()
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return value instanceof Date
    ? value.toISOString()
    : JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? Number(inner) : inner))
}

const wordsOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''

/** Errors of DuckDB about the query; all others are about files. */
const ABOUT_QUERY =
  /^(?:Parser|Binder|Catalog|Conversion|Not implemented|Constraint|Out of Range|Permission|Out of Memory) Error/

function refuse(error: unknown): never {
  const words = wordsOf(error)
  if (ABOUT_QUERY.test(words)) throw new KmodError('KMOD_USAGE', `DuckDB refuses the query: ${words}`)
  throw new KmodError('KMOD_ARCHIVE', `Cannot read the tables: ${words}`)
}
