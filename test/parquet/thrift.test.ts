import { describe, expect, it } from 'vitest'
import { ByteWriter } from '../../src/base/bytes.ts'
import {
  binary,
  fieldOf,
  flag,
  i16,
  i32,
  i64,
  list,
  struct,
  THRIFT,
  ThriftReader,
  type ThriftStruct,
  text,
  writeStruct,
  writeVarint,
} from '../../src/parquet/thrift.ts'

function encoded(fields: ThriftStruct): Uint8Array {
  const out = new ByteWriter()
  writeStruct(out, fields)
  return out.bytes
}

const SAMPLE: ThriftStruct = [
  i32(1, -3),
  i64(2, 2 ** 40 + 1),
  flag(3, true),
  flag(4, false),
  text(6, 'name'),
  i16(40, 300),
  list(41, THRIFT.i32, [1, -1, 70000]),
  list(
    42,
    THRIFT.struct,
    Array.from({ length: 20 }, (_, i) => [i32(1, i), struct(2, [binary(1, Uint8Array.of(i))])]),
  ),
]

describe('writeStruct() and ThriftReader', () => {
  it('read back what was written, with nested structs, long lists and distant field ids', () => {
    const bytes = encoded(SAMPLE)
    const reader = new ThriftReader(bytes)
    const read = reader.struct()
    expect(JSON.stringify(read, asHex)).toBe(JSON.stringify(SAMPLE, asHex))
    expect(reader.position).toBe(bytes.length)
    expect(Buffer.from(encoded(read))).toEqual(Buffer.from(bytes))
  })

  it('has the bytes of the specification: field deltas, zigzag, and a stop', () => {
    expect([...encoded([i32(1, 1), i32(3, -1), flag(4, true)])]).toEqual([0x15, 2, 0x25, 1, 0x11, 0])
    expect([...encoded([i32(20, 0)])]).toEqual([0x05, 40, 0, 0])
  })

  it('refuses every cut, unknown types and nesting without end', () => {
    const bytes = encoded(SAMPLE)
    for (let length = 0; length < bytes.length; length++)
      expect(() => new ThriftReader(bytes.subarray(0, length)).struct()).toThrow(/damaged/)
    expect(() => new ThriftReader(Uint8Array.of(0x1d, 0)).struct()).toThrow('unknown type 13')
    expect(() => new ThriftReader(new Uint8Array(100).fill(0x1c)).struct()).toThrow('nested too deeply')
    expect(() => new ThriftReader(new Uint8Array(100).fill(0xff)).struct()).toThrow(/damaged/)
  })
})

/** A Buffer has become `{ type, data }` by then. */
function asHex(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  const { type, data } = (value ?? {}) as { readonly type?: unknown; readonly data?: number[] }
  return type === 'Buffer' ? Buffer.from(data ?? []).toString('hex') : value
}

it('fieldOf() finds a field by its id', () => {
  expect(fieldOf(SAMPLE, 40)).toBe(300)
  expect(fieldOf(SAMPLE, 5)).toBeUndefined()
})

it.each([
  [0, [0]],
  [127, [127]],
  [128, [128, 1]],
  [2 ** 35, [128, 128, 128, 128, 128, 1]],
])('writeVarint(%d)', (value, bytes) => {
  const out = new ByteWriter()
  writeVarint(out, value)
  expect([...out.bytes]).toEqual(bytes)
})
