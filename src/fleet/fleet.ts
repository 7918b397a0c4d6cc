/** Questions over the tables of many kernels: from a directory or a URL to rows. */
import { isKmodError, KmodError } from '../base/errors.ts'
import { type OptionNames, refuseUnknownOptions } from '../base/known-options.ts'
import { absoluteFrom, fromByteString, toByteString } from '../base/names.ts'
import { readCannedSql } from '../host/canned-sql.ts'
import type { Host } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'
import type { ModuleSetOptions } from '../kernel/module-set.ts'
import { openDuckDB } from './duckdb-engine.ts'
import { type Backslash, fillSql } from './fill-sql.ts'
import type { FleetEngine, FleetRows } from './fleet-engine.ts'
import { noKernels } from './fleet-index.ts'
import { kernelsBelow, partPath } from './fleet-place.ts'
import { FLEET_QUESTIONS, type FleetQuery } from './fleet-questions.ts'
import type { Lookup } from './lookup.ts'
import { neededRows } from './needed-rows.ts'
import { type FleetKernel, refuseEmptyPlace } from './partition.ts'
import { openRemote } from './remote-tables.ts'
import { TABLE_NAMES, type TableName } from './table-layout.ts'

export interface FleetOptions {
  /** Starts the engine; default: DuckDB. */
  readonly engine?: () => Promise<FleetEngine>
  readonly host?: Host
  /** For `rebuild`: how module files are read. */
  readonly modules?: ModuleSetOptions
}

export interface FleetAnswer extends FleetRows {
  readonly kernelCount: number
  /** The SQL that was asked. */
  readonly sql: string
  /** From a URL: how much was read. */
  readonly fetched?: { readonly requests: number; readonly bytes: number }
}

const FLEET_OPTIONS: OptionNames<FleetOptions> = { engine: true, host: true, modules: true }

/** Whether the place of a fleet is a URL, not a directory. */
export const isUrl = (place: string): boolean => /^https?:\/\//i.test(place)

/**
 * Prepares a canned question: its SQL, the values in it, and what it reads.
 * @throws KmodError KMOD_USAGE for an unknown question or words that it cannot take
 */
export async function fleetQuery(
  question: string,
  words: readonly string[],
  modules: ModuleSetOptions = {},
): Promise<FleetQuery> {
  const found = FLEET_QUESTIONS.find(({ name }) => name === question)
  if (found === undefined)
    throw new KmodError(
      'KMOD_USAGE',
      `fleet has no question '${question}': it answers ${FLEET_QUESTIONS.map(({ name }) => name).join(', ')}`,
    )
  return found.query(words, { neededBy: (paths) => neededRows(paths, modules) })
}

/** The SQL of a canned question, for another engine that has the tables under the same names. */
export const sqlOf = ({ sql, values }: FleetQuery, backslash: Backslash = 'plain'): string =>
  fillSql(readCannedSql(sql), values, backslash)

/**
 * Answers a canned question about all kernels of a directory or URL.
 * @throws KmodError KMOD_USAGE without kernels or DuckDB, KMOD_IO, KMOD_ARCHIVE for files that are no tables
 */
export async function askFleet(
  place: string,
  query: FleetQuery,
  options: FleetOptions = {},
): Promise<FleetAnswer> {
  refuseUnknownOptions<FleetOptions>('askFleet()', options, FLEET_OPTIONS)
  const answer = await run(place, sqlOf(query), query.tables, options)
  return query.refine === undefined ? answer : { ...answer, ...query.refine(answer) }
}

/**
 * Answers SQL of one's own, over all tables.
 * @throws KmodError as askFleet(), and KMOD_USAGE for SQL that the engine refuses
 */
export async function askFleetSql(
  place: string,
  sql: string,
  options: FleetOptions = {},
): Promise<FleetAnswer> {
  refuseUnknownOptions<FleetOptions>('askFleetSql()', options, FLEET_OPTIONS)
  const tables = Object.fromEntries(TABLE_NAMES.map((table) => [table, { kind: 'all' } as const]))
  return run(place, sql, tables, options)
}

type Tables = Partial<Readonly<Record<TableName, Lookup>>>

async function run(
  place: string,
  sql: string,
  tables: Tables,
  { engine: start = openDuckDB, host = nodeHost }: FleetOptions,
): Promise<FleetAnswer> {
  refuseEmptyPlace(place)
  const remote = isUrl(place) ? await openRemote(place, tables, host) : undefined
  try {
    const directory = remote?.directory ?? absoluteFrom(host.workingDirectory(), toByteString(place))
    const kernels = remote?.kernels ?? kernelsBelow(host, directory.replace(/(?<=.)\/+$/, ''))
    if (kernels.length === 0) throw noKernels(place)
    const engine = await start()
    try {
      const files = (Object.keys(tables) as TableName[]).map(
        (table) => [table, filesOf(directory, table, kernels)] as const,
      )
      const rows = await answer(engine, files, sql)
      return { ...rows, sql, kernelCount: kernels.length, ...(remote && { fetched: remote.fetched }) }
    } finally {
      engine.close()
    }
  } finally {
    remote?.close()
  }
}

/** Some errors of engines do not name the file: it is searched for then, and only then. */
async function answer(
  engine: FleetEngine,
  tables: readonly (readonly [table: TableName, files: readonly string[]])[],
  sql: string,
): Promise<FleetRows> {
  try {
    for (const [table, files] of tables) await engine.addTable(table, files)
    return await engine.query(sql)
  } catch (error) {
    const all = tables.flatMap(([, files]) => files)
    if (
      !isKmodError(error) ||
      error.code !== 'KMOD_ARCHIVE' ||
      all.some((file) => error.message.includes(file))
    )
      throw error
    const broken = await engine.findBroken(all)
    if (broken === undefined) throw error
    const why = error.message.replace(/^Cannot read the tables: /, '')
    throw new KmodError('KMOD_ARCHIVE', `Cannot read "${broken}": ${why}`, { path: toByteString(broken) })
  }
}

/** Paths in UTF-8. */
const filesOf = (directory: string, table: TableName, kernels: readonly FleetKernel[]): string[] =>
  kernels.map((kernel) => `${fromByteString(directory)}/${partPath(table, kernel)}`)
