import { expect, it } from 'vitest'
import { ByteWriter } from '../../src/base/bytes.ts'
import { PHYSICAL, writeColumnChunk } from '../../src/parquet/column-chunk.ts'
import { booleanValues, integerValues, textValues } from '../../src/parquet/columns.ts'
import { fieldOf, type ThriftStruct, writeStruct } from '../../src/parquet/thrift.ts'
import { writeColumnChunk as writePlainChunk } from './plain/column-chunk.ts'
import * as plain from './plain/columns.ts'

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

const bytesOf = (struct: ThriftStruct): string => {
  const out = new ByteWriter()
  writeStruct(out, struct)
  return hexOf(out.bytes)
}

/** A column of `count` values, by the program and by plain code. */
function bothOf(kind: number, nullable: boolean, count: number, next: (below: number) => number) {
  const isNull = (): boolean => nullable && next(3) === 0
  const distinct = 1 + next(count * 2)
  const run = 1 + next(30)
  const values = <T>(of: (value: number) => T): (T | undefined)[] => {
    const all: (T | undefined)[] = []
    while (all.length < count) {
      const value = isNull() ? undefined : of(next(distinct))
      for (let i = next(run); i >= 0; i--) all.push(value)
    }
    return all.slice(0, count)
  }
  if (kind === 0) {
    const texts = values((value) => `${'pci:v'.repeat(value % 7)}${value}`)
    return [textValues('c', nullable, texts), plain.textValues('c', nullable, texts)] as const
  }
  if (kind === 1) {
    const numbers = values((value) => (value % 5) * 2 ** (value % 47) - (value % 3))
    return [integerValues('c', nullable, numbers), plain.integerValues('c', nullable, numbers)] as const
  }
  const flags = values((value) => value % 2 === 0)
  return [booleanValues('c', nullable, flags), plain.booleanValues('c', nullable, flags)] as const
}

it('has the bytes of plain code, for columns of every type and many kinds of values', () => {
  let seed = 11
  const next = (below: number): number => {
    seed = (seed * 48271) % 2147483647
    return seed % below
  }
  let compared = 0
  for (const count of [1, 2, 7, 8, 9, 100, 1000, 30_000])
    for (const kind of [0, 1, 2])
      for (const nullable of [false, true]) {
        const [column, expected] = bothOf(kind, nullable, count, next)
        for (const [from, to] of [
          [0, count],
          [Math.floor(count / 3), count],
          [0, Math.ceil(count / 2)],
        ] as const) {
          const [out, plainOut] = [new ByteWriter(), new ByteWriter()]
          const { metadata, uncompressed } = writeColumnChunk(out, column, from, to)
          const wanted = writePlainChunk(plainOut, expected, from, to)
          expect(Buffer.from(out.bytes).equals(Buffer.from(plainOut.bytes))).toBe(true)
          expect(uncompressed).toBe(wanted.uncompressed)
          expect(bytesOf(metadata)).toBe(bytesOf(wanted.metadata))
          compared++
        }
      }
  expect(compared).toBe(144)
})
