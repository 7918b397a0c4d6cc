import { describe, expect, it } from 'vitest'
import { textValues } from '../../src/parquet/columns.ts'
import { metadataValue, readFooter } from '../../src/parquet/footer.ts'
import { fieldOf } from '../../src/parquet/thrift.ts'
import { writeParquet } from '../../src/parquet/write-parquet.ts'

const FILE = writeParquet({
  columns: [textValues('a', false, ['x', 'y'])],
  sortedBy: 1,
  rowGroup: 1,
  metadata: [['tskmod.format', '1']],
  createdBy: 'tskmod version 1',
})

describe('readFooter()', () => {
  it('reads the metadata, or says how much of the end it takes', () => {
    const metadata = readFooter(FILE, FILE.length)
    if (typeof metadata === 'number') throw new Error('Expected metadata')
    expect(fieldOf(metadata, 3)).toBe(2)
    expect(metadataValue(metadata, 'tskmod.format')).toBe('1')
    expect(metadataValue(metadata, 'other')).toBeUndefined()
    const needed = readFooter(FILE.subarray(-20), FILE.length)
    if (typeof needed !== 'number') throw new Error('Expected a number')
    expect(readFooter(FILE.subarray(-needed), FILE.length)).toEqual(metadata)
  })

  it.each([
    ['no bytes', new Uint8Array(), 'it is no Parquet file, or it is cut'],
    ['text', Buffer.from('release,modname\n1,2\n'), 'it is no Parquet file, or it is cut'],
    ['a cut file', FILE.subarray(0, -1), 'it is no Parquet file, or it is cut'],
    [
      'metadata longer than the file',
      Buffer.from('PAR1\xff\xff\xff\x7fPAR1', 'latin1'),
      'longer than the file',
    ],
    [
      'metadata that is none',
      Buffer.from('PAR1\xff\xff\xff\x03\0\0\0PAR1', 'latin1'),
      'metadata of a Parquet file is damaged',
    ],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readFooter(bytes, bytes.length)).toThrow(message)
  })
})
