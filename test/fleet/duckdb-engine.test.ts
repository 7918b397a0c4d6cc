import { describe, expect, it } from 'vitest'
import { openDuckDB } from '../../src/fleet/duckdb-engine.ts'

describe('openDuckDB()', () => {
  it('gives plain values', async () => {
    const engine = await openDuckDB()
    expect(
      await engine.query(
        "SELECT 1 AS a, 'x' AS b, NULL AS c, true AS d, 4294967295::BIGINT AS e, sum(2) AS f, [1] AS g",
      ),
    ).toEqual({
      columns: ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
      rows: [[1, 'x', null, true, 4294967295, 2, expect.anything()]],
    })
    engine.close()
  })

  it('downloads nothing', async () => {
    const engine = await openDuckDB()
    const { rows } = await engine.query(
      "SELECT value FROM duckdb_settings() WHERE name IN ('autoinstall_known_extensions', 'autoload_known_extensions')",
    )
    expect(rows).toEqual([['false'], ['false']])
    engine.close()
  })

  it('says how to install it', async () => {
    await expect(openDuckDB(() => undefined)).rejects.toThrow(
      'tskmod fleet needs DuckDB, which is not installed: npm install @duckdb/node-api',
    )
    const broken = (): never => {
      throw new Error('libstdc++.so.6: cannot open\nmore')
    }
    await expect(openDuckDB(broken)).rejects.toThrow(
      /^tskmod fleet needs DuckDB, which cannot be loaded: libstdc\+\+.so.6: cannot open$/,
    )
  })
})
