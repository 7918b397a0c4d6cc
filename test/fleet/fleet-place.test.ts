import * as fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { kernelsBelow, partPath, requireTable } from '../../src/fleet/fleet-place.ts'
import { TABLE_FORMAT } from '../../src/fleet/table-layout.ts'
import { FORMAT_KEY } from '../../src/fleet/write-tables.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { textValues } from '../../src/parquet/columns.ts'
import { writeParquet } from '../../src/parquet/write-parquet.ts'
import { tempTree } from '../support/temp-tree.ts'
import { NEW, OLD, twoKernels } from './two-kernels.ts'

const kernel = (release: string) => ({ release, architecture: 'x86_64', origin: 'test' })

describe('kernelsBelow()', () => {
  it('lists the kernels whose file in kernels is there', async () => {
    const directory = await twoKernels()
    expect(kernelsBelow(nodeHost, directory)).toEqual([NEW, OLD].map(kernel))
    fs.rmSync(`${directory}/${partPath('kernels', kernel(OLD))}`)
    fs.mkdirSync(`${directory}/kernels/something`)
    expect(kernelsBelow(nodeHost, directory)).toEqual([kernel(NEW)])
    expect(kernelsBelow(nodeHost, tempTree({ file: '' }))).toEqual([])
    expect(() => kernelsBelow(nodeHost, `${directory}/nothing`)).toThrow('ENOENT')
  })

  it.each([
    ['is cut', (bytes: Buffer) => bytes.subarray(0, -3), 'it is no Parquet file, or it is cut'],
    ['is empty', () => Buffer.alloc(0), 'it is no Parquet file, or it is cut'],
    ['is text', () => Buffer.from('hello, this is no table'), 'it is no Parquet file, or it is cut'],
  ])('names a file that %s', async (_, damage, message) => {
    const directory = await twoKernels()
    const path = `${directory}/${partPath('kernels', kernel(OLD))}`
    fs.writeFileSync(path, damage(fs.readFileSync(path)))
    expect(() => kernelsBelow(nodeHost, directory)).toThrow(`Cannot read "${path}": ${message}`)
  })
})

describe('requireTable()', () => {
  const file = (metadata: readonly (readonly [string, string])[]) =>
    writeParquet({
      columns: [textValues('a', false, ['b'])],
      sortedBy: 1,
      rowGroup: 1,
      metadata,
      createdBy: 'x',
    })

  it('takes this format, and neither foreign files nor a later format', () => {
    requireTable('here', file([[FORMAT_KEY, String(TABLE_FORMAT)]]))
    expect(() => requireTable('here', file([]))).toThrow('Cannot read "here": it is no table of tskmod')
    expect(() => requireTable('here', file([[FORMAT_KEY, '2']]))).toThrow(
      'Cannot read "here": its tables have the format 2; this version reads 1',
    )
  })
})
