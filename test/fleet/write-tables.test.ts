import * as fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { KmodError } from '../../src/base/errors.ts'
import { kernelTables } from '../../src/fleet/kernel-tables.ts'
import { TABLE_NAMES } from '../../src/fleet/table-layout.ts'
import { encodeTables, writeKernelTables } from '../../src/fleet/write-tables.ts'
import type { Host } from '../../src/host/host.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { tempTree } from '../support/temp-tree.ts'
import { NEW, OLD, rootOf, twoKernels } from './two-kernels.ts'

const filesBelow = (directory: string): Record<string, string> =>
  Object.fromEntries(
    (fs.readdirSync(directory, { recursive: true }) as string[])
      .filter((name) => fs.statSync(join(directory, name)).isFile())
      .sort()
      .map((name) => [name, fs.readFileSync(join(directory, name)).toString('hex')]),
  )

const tablesOf = (release: string) => kernelTables(openKernel({ root: rootOf(release) }), 'test')

describe('writeKernelTables()', () => {
  it('writes one file for each table, the same bytes again, and nothing else', async () => {
    const directory = await twoKernels()
    const before = filesBelow(directory)
    expect(Object.keys(before)).toEqual(
      [OLD, NEW]
        .flatMap((release) =>
          TABLE_NAMES.map(
            (table) => `${table}/release=${release}/architecture=x86_64/origin=test/part.parquet`,
          ),
        )
        .sort(),
    )
    const { files } = await writeKernelTables(`${directory}/`, await tablesOf(OLD))
    expect(filesBelow(directory)).toEqual(before)
    expect(files.map(({ path, size }) => (before[path]?.length ?? 0) === size * 2)).toEqual(
      TABLE_NAMES.map(() => true),
    )
    expect(encodeTables(await tablesOf(OLD))).toEqual(encodeTables(await tablesOf(OLD)))
  })

  it('respects the umask', async () => {
    const directory = await twoKernels([OLD])
    const umask = process.umask(0o077)
    try {
      await writeKernelTables(directory, await tablesOf(NEW))
    } finally {
      process.umask(umask)
    }
    const files = (fs.readdirSync(directory, { recursive: true }) as string[]).filter((name) =>
      name.includes(`release=${NEW}/`),
    )
    const parts = files.filter((name) => name.endsWith('.parquet'))
    expect(parts).toHaveLength(TABLE_NAMES.length)
    expect(parts.map((name) => fs.statSync(join(directory, name)).mode & 0o777)).toEqual(
      parts.map(() => 0o600),
    )
  })

  it('leaves everything as it was when a file cannot be written', async () => {
    const directory = await twoKernels([OLD])
    const before = filesBelow(directory)
    const tables = await tablesOf(OLD)
    for (let failing = 0; failing < TABLE_NAMES.length; failing++) {
      let created = 0
      const host: Host = {
        ...nodeHost,
        createFile(path) {
          if (created++ === failing) throw new KmodError('KMOD_IO', 'full', { errno: 'ENOSPC', path })
          return nodeHost.createFile(path)
        },
      }
      await expect(writeKernelTables(directory, tables, host)).rejects.toThrow(
        `Cannot write tables to "${directory}": No space left on device`,
      )
      expect(filesBelow(directory)).toEqual(before)
    }
    expect(created(before)).toBe(TABLE_NAMES.length)
  })

  it('leaves a kernel that is not there, rather than half of one, when files cannot be put in place', async () => {
    for (let failing = 0; failing < TABLE_NAMES.length; failing++) {
      const top = tempTree({ '.keep': '' })
      const directory = `${top}/tables`
      let renamed = 0
      const host: Host = {
        ...nodeHost,
        rename(from, to) {
          if (renamed++ === failing) throw new KmodError('KMOD_IO', 'gone', { errno: 'EIO', path: to })
          nodeHost.rename(from, to)
        },
      }
      await expect(writeKernelTables(directory, await tablesOf(NEW), host)).rejects.toThrow(
        'Input/output error',
      )
      const names = Object.keys(filesBelow(top))
      expect(names.filter((name) => name.startsWith('tables/kernels/') || name.includes('.tmp'))).toEqual([])
    }
  })
})

const created = (files: Readonly<Record<string, string>>): number => Object.keys(files).length
