import { expect, it } from 'vitest'
import { integerValues, textValues } from '../../src/parquet/columns.ts'
import { readFooter } from '../../src/parquet/footer.ts'
import { fileOfGroups, rowGroupsOf } from '../../src/parquet/select-groups.ts'
import type { ThriftStruct } from '../../src/parquet/thrift.ts'
import { writeParquet } from '../../src/parquet/write-parquet.ts'
import { askFile } from './read-parquet.ts'

const NAMES = Array.from({ length: 95 }, (_, i) => `name${String(i).padStart(3, '0')}`)
const FILE = writeParquet({
  columns: [
    textValues('name', false, NAMES),
    integerValues(
      'n',
      true,
      NAMES.map((_, i) => (i % 2 === 0 ? undefined : i)),
    ),
  ],
  sortedBy: 1,
  rowGroup: 10,
  metadata: [],
  createdBy: 'tskmod version 1',
})
const METADATA = readFooter(FILE, FILE.length) as ThriftStruct

it('rowGroupsOf() says where each group is, and what its first column has', () => {
  const groups = rowGroupsOf(METADATA)
  expect(groups.map(({ min, max }) => [min, max])).toEqual(
    Array.from({ length: 10 }, (_, i) => [NAMES[i * 10], NAMES[Math.min(i * 10 + 9, 94)]]),
  )
  expect(groups[0]?.start).toBe(4)
  expect(groups.slice(1).every(({ start }, i) => start === groups[i]?.end)).toBe(true)
})

it.each([[[]], [[0]], [[9]], [[3, 4]], [[0, 5, 9]]])(
  'fileOfGroups() is a file of groups %j, as DuckDB reads it',
  async (chosen) => {
    const groups = rowGroupsOf(METADATA)
    const some = chosen.flatMap((i: number) => groups[i] ?? [])
    const parts = some.map(({ start, end }) => FILE.subarray(start, end))
    const expected = chosen.flatMap((i: number) => NAMES.slice(i * 10, i * 10 + 10))
    expect(await askFile(fileOfGroups(METADATA, some, parts), 'SELECT name, n FROM FILE')).toEqual(
      expected.map((name) => {
        const i = NAMES.indexOf(name)
        return [name, i % 2 === 0 ? null : i]
      }),
    )
  },
)

it('refuses metadata without row groups', () => {
  expect(() => rowGroupsOf([])).toThrow('not that of a table of tskmod')
})
