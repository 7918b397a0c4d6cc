import * as fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kernelTables } from '../../src/fleet/kernel-tables.ts'
import {
  PARTITION_COLUMNS,
  rowGroupOf,
  TABLE_FORMAT,
  TABLE_NAMES,
  TABLES,
} from '../../src/fleet/table-layout.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { kernelTree } from '../kernel/kernel-tree.ts'

const PAGE = fs.readFileSync(join(import.meta.dirname, '../../.github/docs/parquet-tables.md'), 'utf8')

describe('TABLES', () => {
  it('has the columns that are written, in their order', async () => {
    const { tables } = await kernelTables(openKernel({ root: kernelTree() }), 'test')
    expect(
      Object.fromEntries(TABLE_NAMES.map((table) => [table, tables[table].map(({ name }) => name)])),
    ).toEqual(Object.fromEntries(TABLE_NAMES.map((table) => [table, TABLES[table].columns])))
  })

  it('is documented, column by column with types, and its format', async () => {
    const { tables } = await kernelTables(openKernel({ root: kernelTree() }), 'test')
    expect(PAGE).toContain(`format ${TABLE_FORMAT}`)
    for (const column of PARTITION_COLUMNS) expect(PAGE).toContain(`\`${column}\``)
    for (const table of TABLE_NAMES) {
      const section = PAGE.split(/^### /m).find((text) => text.startsWith(`\`${table}\``)) ?? ''
      const rows = [...section.matchAll(/^\| `(\w+)` \| (\w+)( or null)? \| .+ \|$/gm)]
      const types = { text: 'VARCHAR', integer: 'BIGINT', boolean: 'BOOLEAN' }
      expect(rows.map(([, name, type, nullable]) => [name, type, nullable !== undefined])).toEqual(
        tables[table].map(({ name, type, nullable }) => [name, types[type], nullable]),
      )
    }
  })

  it('has row groups of a size', () => {
    expect(TABLE_NAMES.map(rowGroupOf).every((rows) => rows > 0)).toBe(true)
  })
})
