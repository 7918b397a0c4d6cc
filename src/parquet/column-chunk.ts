/** One column of one row group: pages of data, after one with the dictionary, and what the footer says of them. */
import type { ByteWriter } from '../base/bytes.ts'
import * as L from '../wasm/column-chunk-layout.ts'
import type { TableColumn } from './columns.ts'
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
} from './thrift.ts'

/** Physical types of Parquet. */
export const PHYSICAL = { boolean: 0, integer: 2, text: 6 } as const
const PLAIN = 0
const RLE = 3
const RLE_DICTIONARY = 8
const SNAPPY = 1
const DATA_PAGE = 0
const DICTIONARY_PAGE = 2
const KINDS = { text: L.TEXT, integer: L.INTEGER, boolean: L.BOOLEAN } as const

/** Appends the pages of rows `from` to `to`, and returns the field ColumnMetaData. */
export function writeColumnChunk(
  out: ByteWriter,
  column: TableColumn,
  from: number,
  to: number,
): { readonly metadata: ThriftStruct; readonly uncompressed: number } {
  const start = out.length
  const chunk = encodeRows(column, from, to)
  const word = (i: number): number => chunk[i] ?? 0
  const page = (i: number): EncodedPage => ({
    bytes: column.program.bytes(word(i), word(i + 1)),
    plainSize: word(i + 2),
  })
  const distinct = word(L.DICTIONARY_COUNT)
  let uncompressed = 0
  if (distinct > 0)
    uncompressed += writePage(out, DICTIONARY_PAGE, page(L.DICTIONARY), [
      struct(7, [i32(1, distinct), i32(2, PLAIN)]),
    ])
  const dataAt = out.length
  const encoding = distinct === 0 ? PLAIN : RLE_DICTIONARY
  uncompressed += writePage(out, DATA_PAGE, page(L.DATA), [
    struct(5, [i32(1, to - from), i32(2, encoding), i32(3, RLE), i32(4, RLE)]),
  ])
  const encodings = distinct === 0 ? [PLAIN, RLE] : [PLAIN, RLE, RLE_DICTIONARY]
  const metadata = [
    i32(1, PHYSICAL[column.type]),
    list(2, THRIFT.i32, encodings),
    list(3, THRIFT.binary, [Buffer.from(column.name, 'latin1')]),
    i32(4, SNAPPY),
    i64(5, to - from),
    i64(6, uncompressed),
    i64(7, out.length - start),
    i64(9, dataAt),
    ...(distinct === 0 ? [] : [i64(11, start)]),
    struct(12, statisticsOf(column, word)),
  ]
  return { metadata, uncompressed }
}

/** What column-chunk-layout.ts says of the rows: a view, valid until the program is called again. */
function encodeRows({ program, type, nullable, place }: TableColumn, from: number, to: number): Uint32Array {
  const { values, high = 0 } = place
  program.exports.encodeChunk(KINDS[type], nullable ? 1 : 0, values + 4 * from, high + 4 * from, to - from)
  return program.words(program.exports.chunkWords(), L.CHUNK_WORDS)
}

/** The number of nulls, and the greatest and the least value, which are copied. */
function statisticsOf({ program }: TableColumn, word: (i: number) => number): ThriftField[] {
  const nulls = i64(3, word(L.NULLS))
  if (word(L.MIN) === 0) return [nulls]
  const bytes = (i: number): Uint8Array => program.bytes(word(i), word(i + 1)).slice()
  return [nulls, binary(5, bytes(L.MAX)), binary(6, bytes(L.MIN))]
}

interface EncodedPage {
  /** Compressed. */
  readonly bytes: Uint8Array
  readonly plainSize: number
}

/** @returns the bytes of the page before compression, with its header */
function writePage(
  out: ByteWriter,
  type: number,
  { bytes, plainSize }: EncodedPage,
  header: readonly ThriftField[],
): number {
  const start = out.length
  writeStruct(out, [i32(1, type), i32(2, plainSize), i32(3, bytes.length), ...header])
  const size = out.length - start
  out.range(bytes, 0, bytes.length)
  return size + plainSize
}
