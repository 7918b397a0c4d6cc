import { expect, it } from 'vitest'
import { columnShapes } from '../../src/fleet/kernel-columns.ts'
import { kernelTables } from '../../src/fleet/kernel-tables.ts'
import { TABLE_NAMES, TABLES } from '../../src/fleet/table-layout.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { plainTables } from './plain/kernel-tables.ts'
import { NEW, rootOf } from './two-kernels.ts'

it('has a type for each column, and those that plain code and the table `kernels` have', async () => {
  const root = rootOf(NEW)
  const plain = await plainTables(openKernel({ root }), 'here')
  const made = await kernelTables(openKernel({ root }), 'here')
  for (const table of TABLE_NAMES) {
    const shapes = columnShapes(table)
    expect(shapes.map(({ name }) => name)).toEqual(TABLES[table].columns)
    for (const columns of [plain.tables[table], made.tables[table]])
      expect(columns.map(({ type, name, nullable }) => ({ type, name, nullable }))).toEqual(shapes)
  }
})
