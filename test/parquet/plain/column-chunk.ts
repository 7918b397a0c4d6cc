/** One column of one row group: pages of data, after one with the dictionary, and what the footer says of them. */
import { ByteWriter } from '../../../src/base/bytes.ts'
import {
  binary,
  i32,
  i64,
  list,
  struct,
  THRIFT,
  type ThriftField,
  type ThriftStruct,
  writeStruct,
} from '../../../src/parquet/thrift.ts'
import type { BooleanValues, ColumnValues, IntegerValues, TextValues } from './columns.ts'
import { bitsFor, writeHybridRuns } from './hybrid-runs.ts'
import { compressSnappy } from './snappy.ts'

/** Physical types of Parquet. */
export const PHYSICAL = { boolean: 0, integer: 2, text: 6 } as const
const PLAIN = 0
const RLE = 3
const RLE_DICTIONARY = 8
const SNAPPY = 1
const DATA_PAGE = 0
const DICTIONARY_PAGE = 2

/** The values of some rows: those that are there, as positions in a dictionary of their own or plain. */
interface EncodedRows {
  /** 1 for a value, 0 for null; absent if every row has one. */
  readonly levels?: Int32Array
  readonly nulls: number
  /** Absent when no row has a value, and for booleans. */
  readonly dictionary?: { readonly bytes: Uint8Array; readonly count: number }
  /** Of the rows with a value. */
  readonly data: Uint8Array
  readonly bounds?: { readonly min: Uint8Array; readonly max: Uint8Array }
}

/** Appends the pages of rows `from` to `to`, and returns the field ColumnMetaData. */
export function writeColumnChunk(
  out: ByteWriter,
  column: ColumnValues,
  from: number,
  to: number,
): { readonly metadata: ThriftStruct; readonly uncompressed: number } {
  const start = out.length
  const rows = encodeRows(column, from, to)
  let uncompressed = 0
  const { dictionary } = rows
  if (dictionary !== undefined)
    uncompressed += writePage(out, DICTIONARY_PAGE, dictionary.bytes, [
      struct(7, [i32(1, dictionary.count), i32(2, PLAIN)]),
    ])
  const dataAt = out.length
  const encoding = dictionary === undefined ? PLAIN : RLE_DICTIONARY
  uncompressed += writePage(out, DATA_PAGE, pageOf(column, rows), [
    struct(5, [i32(1, to - from), i32(2, encoding), i32(3, RLE), i32(4, RLE)]),
  ])
  const encodings = dictionary === undefined ? [PLAIN, RLE] : [PLAIN, RLE, RLE_DICTIONARY]
  const metadata = [
    i32(1, PHYSICAL[column.type]),
    list(2, THRIFT.i32, encodings),
    list(3, THRIFT.binary, [Buffer.from(column.name, 'latin1')]),
    i32(4, SNAPPY),
    i64(5, to - from),
    i64(6, uncompressed),
    i64(7, out.length - start),
    i64(9, dataAt),
    ...(dictionary === undefined ? [] : [i64(11, start)]),
    struct(12, statisticsOf(rows)),
  ]
  return { metadata, uncompressed }
}

function statisticsOf({ nulls, bounds }: EncodedRows): ThriftField[] {
  const count = i64(3, nulls)
  return bounds === undefined ? [count] : [count, binary(5, bounds.max), binary(6, bounds.min)]
}

/** @returns the bytes of the page before compression, with its header */
function writePage(out: ByteWriter, type: number, bytes: Uint8Array, header: readonly ThriftField[]): number {
  const compressed = compressSnappy(bytes)
  const start = out.length
  writeStruct(out, [i32(1, type), i32(2, bytes.length), i32(3, compressed.length), ...header])
  const size = out.length - start
  out.range(compressed, 0, compressed.length)
  return size + bytes.length
}

/** Levels, preceded by their length, and values. */
function pageOf(column: ColumnValues, { levels, data }: EncodedRows): Uint8Array {
  if (!column.nullable) return data
  const runs = new ByteWriter()
  writeHybridRuns(runs, levels ?? new Int32Array(0), 1)
  const page = new ByteWriter(runs.length + data.length + 4)
  for (let shift = 0; shift < 32; shift += 8) page.byte((runs.length >> shift) & 0xff)
  page.range(runs.bytes, 0, runs.length)
  page.range(data, 0, data.length)
  return page.bytes
}

function encodeRows(column: ColumnValues, from: number, to: number): EncodedRows {
  if (column.type === 'boolean') return encodeBooleans(column, from, to)
  return column.type === 'text' ? encodeTexts(column, from, to) : encodeIntegers(column, from, to)
}

function encodeBooleans({ values, nullable }: BooleanValues, from: number, to: number): EncodedRows {
  const rows = values.subarray(from, to)
  const present = nullable ? rows.filter((value) => value < 2) : rows
  const data = new Uint8Array(Math.ceil(present.length / 8))
  let trues = 0
  for (const [at, value] of present.entries()) {
    if (value !== 1) continue
    trues++
    data[at >> 3] = (data[at >> 3] ?? 0) | (1 << (at & 7))
  }
  const min = Uint8Array.of(trues === present.length ? 1 : 0)
  const max = Uint8Array.of(trues > 0 ? 1 : 0)
  return {
    ...(nullable && { levels: Int32Array.from(rows, (value) => (value < 2 ? 1 : 0)) }),
    nulls: rows.length - present.length,
    data,
    ...(present.length > 0 && { bounds: { min, max } }),
  }
}

function encodeTexts({ dictionary, positions, nullable }: TextValues, from: number, to: number): EncodedRows {
  // Positions in the whole dictionary become positions among the texts of these rows, in the same order.
  const used = new Uint8Array(dictionary.length)
  for (let row = from; row < to; row++) used[positions[row] ?? -1] = 1
  const renumbered = new Int32Array(dictionary.length)
  const texts: string[] = []
  for (let rank = 0; rank < used.length; rank++)
    if (used[rank] === 1) {
      renumbered[rank] = texts.length
      texts.push(dictionary[rank] ?? '')
    }
  const plain = new ByteWriter(texts.length * 16)
  for (const value of texts) {
    for (let shift = 0; shift < 32; shift += 8) plain.byte((value.length >> shift) & 0xff)
    plain.text(value)
  }
  const ids = positions.subarray(from, to).map((rank) => (rank < 0 ? -1 : (renumbered[rank] ?? -1)))
  return withDictionary(ids, nullable, texts.length, plain.bytes, {
    min: Buffer.from(texts[0] ?? '', 'latin1'),
    max: Buffer.from(texts.at(-1) ?? '', 'latin1'),
  })
}

function encodeIntegers({ values, nullable }: IntegerValues, from: number, to: number): EncodedRows {
  const known = new Map<number, number>()
  const ids = new Int32Array(to - from)
  let [last, lastId, min, max] = [Number.NaN, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let row = from; row < to; row++) {
    const value = values[row] ?? Number.NaN
    if (value !== last) {
      last = value
      lastId = idOf(known, value)
      if (value < min) min = value
      if (value > max) max = value
    }
    ids[row - from] = lastId
  }
  const plain = new ByteWriter(known.size * 8)
  for (const value of known.keys()) writeInt64(plain, value)
  return withDictionary(ids, nullable, known.size, plain.bytes, { min: int64(min), max: int64(max) })
}

function idOf(known: Map<number, number>, value: number): number {
  if (Number.isNaN(value)) return -1
  const id = known.get(value) ?? known.size
  if (id === known.size) known.set(value, id)
  return id
}

/** Whole numbers of up to 53 bits, in two's complement. */
function writeInt64(out: ByteWriter, value: number): void {
  const low = value >>> 0
  const high = Math.floor(value / 2 ** 32)
  for (let shift = 0; shift < 32; shift += 8) out.byte((low >>> shift) & 0xff)
  for (let shift = 0; shift < 32; shift += 8) out.byte((high >> shift) & 0xff)
}

function int64(value: number): Uint8Array {
  const out = new ByteWriter(8)
  writeInt64(out, Number.isFinite(value) ? value : 0)
  return out.bytes
}

/** @param ids positions among `count` values; -1 for null */
function withDictionary(
  ids: Int32Array,
  nullable: boolean,
  count: number,
  bytes: Uint8Array,
  bounds: NonNullable<EncodedRows['bounds']>,
): EncodedRows {
  const present = nullable ? ids.filter((id) => id >= 0) : ids
  const levels = nullable ? { levels: ids.map((id) => (id < 0 ? 0 : 1)) } : {}
  const nulls = ids.length - present.length
  // An empty dictionary is more than some readers can take.
  if (count === 0) return { ...levels, nulls, data: new Uint8Array() }
  const width = bitsFor(count - 1)
  const data = new ByteWriter(present.length)
  data.byte(width)
  writeHybridRuns(data, present, width)
  return { ...levels, nulls, dictionary: { bytes, count }, data: data.bytes, bounds }
}
