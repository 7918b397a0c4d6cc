import * as fs from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { askFleet, fleetQuery } from '../../src/fleet/fleet.ts'
import { kernelTables } from '../../src/fleet/kernel-tables.ts'
import { TABLE_FORMAT } from '../../src/fleet/table-layout.ts'
import { encodeTables } from '../../src/fleet/write-tables.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { tempTree } from '../support/temp-tree.ts'
import { FORMATS, formatGolden, goldenPath, readGolden } from './golden-tables.ts'
import { NEW, rootOf } from './two-kernels.ts'

describe('golden files of the tables', () => {
  it('the current format has the bytes of its golden file', async () => {
    const text = formatGolden(encodeTables(await kernelTables(openKernel({ root: rootOf(NEW) }), 'golden')))
    const path = goldenPath(TABLE_FORMAT)
    // For a new format: GOLDEN_TABLES=1 writes its file. That of an older one stays as it is.
    if (process.env.GOLDEN_TABLES !== undefined && !fs.existsSync(path)) fs.writeFileSync(path, text)
    expect(text).toBe(fs.readFileSync(path, 'utf8'))
  })

  it.each(FORMATS)('format %d is read', async (format) => {
    const directory = tempTree({ '.keep': '' })
    for (const [table, bytes] of readGolden(format)) {
      const path = `${directory}/${table}/release=${NEW}/architecture=x86_64/origin=golden/part.parquet`
      fs.mkdirSync(dirname(path), { recursive: true })
      fs.writeFileSync(path, bytes)
    }
    const ask = async (question: string, ...words: readonly string[]) =>
      (await askFleet(directory, await fleetQuery(question, words))).rows.length
    expect(await ask('device', '8086:125b')).toBe(1)
    expect(await ask('symbol', 'dm_register')).toBe(1)
    expect(await ask('matrix', 'ext4')).toBe(1)
    expect(await ask('builtin', 'ext4')).toBe(1)
    expect(await ask('firmware')).toBe(2)
    expect(await ask('sizes')).toBe(1)
  })
})
