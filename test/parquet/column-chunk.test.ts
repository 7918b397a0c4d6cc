import { expect, it } from 'vitest'
import { ByteWriter } from '../../src/base/bytes.ts'
import { PHYSICAL, writeColumnChunk } from '../../src/parquet/column-chunk.ts'
import { booleanValues, integerValues, textValues } from '../../src/parquet/columns.ts'
import { fieldOf, type ThriftStruct } from '../../src/parquet/thrift.ts'

const chunkOf = (column: Parameters<typeof writeColumnChunk>[1], from: number, to: number) => {
  const out = new ByteWriter()
  out.text('before')
  return { out, ...writeColumnChunk(out, column, from, to) }
}

const hexOf = (value: unknown): string => Buffer.from(value as Uint8Array).toString('hex')

it('says where its pages are, of which type it is, and its least and greatest value', () => {
  const { out, metadata } = chunkOf(textValues('t', true, ['z', 'b', undefined, 'a', 'y']), 1, 4)
  expect(fieldOf(metadata, 1)).toBe(PHYSICAL.text)
  expect(fieldOf(metadata, 5)).toBe(3)
  expect(fieldOf(metadata, 11)).toBe('before'.length)
  expect(fieldOf(metadata, 7)).toBe(out.length - 'before'.length)
  const statistics = fieldOf(metadata, 12) as ThriftStruct
  expect(fieldOf(statistics, 3)).toBe(1)
  expect([hexOf(fieldOf(statistics, 6)), hexOf(fieldOf(statistics, 5))]).toEqual(['61', '62'])
})

it('writes negative numbers and CRCs of 32 bits as signed ones of 64 bits', () => {
  const { metadata } = chunkOf(integerValues('n', false, [-2, 0xffffffff]), 0, 2)
  const statistics = fieldOf(metadata, 12) as ThriftStruct
  expect(hexOf(fieldOf(statistics, 6))).toBe('feffffffffffffff')
  expect(hexOf(fieldOf(statistics, 5))).toBe('ffffffff00000000')
})

it('has no dictionary and no bounds where every row is null', () => {
  for (const column of [
    textValues('t', true, [undefined, undefined]),
    integerValues('n', true, [undefined, undefined]),
    booleanValues('b', true, [undefined, undefined]),
  ]) {
    const { metadata } = chunkOf(column, 0, 2)
    expect(fieldOf(metadata, 11)).toBeUndefined()
    expect((fieldOf(metadata, 12) as ThriftStruct).map(({ id }) => id)).toEqual([3])
  }
})
