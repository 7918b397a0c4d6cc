/**
 * The second engine: ClickHouse, in the package chdb. Debian's clickhouse-server is of 2018 (18.16) and has no Parquet at
 * all. chdb has 500 MB, so it is no dependency: it is installed into the corpus, once.
 */
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { FleetEngine, FleetRows, FleetValue } from '../../src/fleet/fleet-engine.ts'
import { corpus } from '../conformance/tools.ts'

const VERSION = '3.4.0'

interface Session {
  query(sql: string, format?: string): string
}

/** Installs chdb if it is missing. Returns the reason if that fails. */
export function fetchClickHouse(): string | undefined {
  const directory = join(corpus, `chdb-${VERSION}`)
  if (fs.existsSync(join(directory, 'node_modules/chdb'))) return undefined
  const part = `${directory}.part`
  fs.rmSync(part, { recursive: true, force: true })
  fs.mkdirSync(part, { recursive: true })
  fs.writeFileSync(join(part, 'package.json'), '{"private":true}')
  try {
    execFileSync('npm', ['install', '--no-audit', '--no-fund', `chdb@${VERSION}`], {
      cwd: part,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    fs.rmSync(directory, { recursive: true, force: true })
    fs.renameSync(part, directory)
    return undefined
  } catch (error) {
    return String(error).split('\n')[0]
  }
}

/** A session with the tables of a directory as views. */
export function openClickHouse(): FleetEngine {
  const require = createRequire(join(corpus, `chdb-${VERSION}/package.json`))
  const { Session } = require('chdb') as { readonly Session: new () => Session }
  const session = new Session()
  return {
    async addTable(name, files) {
      const pattern = (files[0] ?? '').replace(/(?<==)[^/]+/g, '*')
      session.query(`CREATE VIEW ${name} AS SELECT * FROM file('${pattern}', Parquet)`)
    },
    async query(sql): Promise<FleetRows> {
      const lines = session.query(sql, 'JSONCompactEachRowWithNamesAndTypes').split('\n').filter(Boolean)
      const [columns = [], types = [], ...rows] = lines.map((line) => JSON.parse(line) as FleetValue[])
      return {
        columns: columns.map(String),
        rows: rows.map((row) =>
          row.map((value, at) => (value !== null && /Int64/.test(String(types[at])) ? Number(value) : value)),
        ),
      }
    },
    findBroken: () => Promise.resolve(undefined),
    close() {},
  }
}
