import { describe, expect, it } from 'vitest'
import { booleanValues, integerValues, textValues } from '../../src/parquet/columns.ts'
import { writeParquet } from '../../src/parquet/write-parquet.ts'
import { askFile } from './read-parquet.ts'

const COUNT = 300
const rows = Array.from({ length: COUNT }, (_, i) => ({
  key: `key${String(i).padStart(6, '0')}`,
  word: i % 3 === 0 ? undefined : `word${(i * 7919) % 101}`,
  crc: i > 100 && i < 200 ? undefined : (i * 2654435761) % 2 ** 32,
  small: 7 - i,
  yes: i % 5 === 0,
  maybe: i % 4 === 0 ? undefined : i % 4 === 1,
}))

const file = (rowGroup: number): Uint8Array =>
  writeParquet({
    columns: [
      textValues(
        'key',
        false,
        rows.map(({ key }) => key),
      ),
      textValues(
        'word',
        true,
        rows.map(({ word }) => word),
      ),
      integerValues(
        'crc',
        true,
        rows.map(({ crc }) => crc),
      ),
      integerValues(
        'small',
        false,
        rows.map(({ small }) => small),
      ),
      booleanValues(
        'yes',
        false,
        rows.map(({ yes }) => yes),
      ),
      booleanValues(
        'maybe',
        true,
        rows.map(({ maybe }) => maybe),
      ),
    ],
    sortedBy: 1,
    rowGroup,
    createdBy: 'tskmod version 1',
    metadata: [['tskmod.format', '1']],
  })

describe('writeParquet()', () => {
  it.each([1, 7, 1000, 100_000])('is what DuckDB reads, in row groups of %d', async (rowGroup) => {
    const read = await askFile(file(rowGroup), 'SELECT * FROM FILE')
    expect(read).toEqual(
      rows.map(({ key, word, crc, small, yes, maybe }) => [
        ...[key, word ?? null, crc ?? null, small, yes, maybe ?? null],
      ]),
    )
  })

  it('has statistics by which DuckDB skips row groups, and says how it is sorted', async () => {
    const all = await askFile(
      file(10),
      "SELECT row_group_id, stats_min_value, stats_max_value, stats_null_count FROM parquet_metadata(FILE) WHERE path_in_schema = 'key' ORDER BY row_group_id",
    )
    expect(all.length).toBe(30)
    expect(all[1]).toEqual([1, 'key000010', 'key000019', 0])
  })

  it('gives the same bytes again, and an empty table with its columns', async () => {
    expect(Buffer.from(file(1000)).equals(Buffer.from(file(1000)))).toBe(true)
    const empty = writeParquet({
      columns: [textValues('key', false, []), integerValues('n', true, [])],
      sortedBy: 1,
      rowGroup: 10,
      metadata: [],
      createdBy: 'tskmod version 1',
    })
    expect(await askFile(empty, 'SELECT count(*), count(key), count(n) FROM FILE')).toEqual([[0, 0, 0]])
  })

  it('refuses columns of different lengths', () => {
    const columns = [textValues('a', false, ['x']), textValues('b', false, [])]
    expect(() => writeParquet({ columns, sortedBy: 1, rowGroup: 1, metadata: [], createdBy: '' })).toThrow(
      'Expected 1 rows in b',
    )
  })
})
