/**
 * Writes a table as a Parquet file: flat columns, each with a dictionary and statistics, in row groups small enough that
 * an engine which looks up a value in the sorted column skips most of the file. The same table gives the same bytes.
 *
 * https://github.com/apache/parquet-format
 */
import { ByteWriter, bytesOf } from '../base/bytes.ts'
import { PHYSICAL, writeColumnChunk } from './column-chunk.ts'
import type { TableColumn } from './columns.ts'
import {
  binary,
  flag,
  i16,
  i32,
  i64,
  list,
  struct,
  THRIFT,
  type ThriftField,
  type ThriftStruct,
  text,
  writeStruct,
} from './thrift.ts'

export const MAGIC = bytesOf('PAR1')
/** Without nested columns, and with logical types. */
const VERSION = 2
const REQUIRED = 0
const OPTIONAL = 1
const UTF8 = 0

export interface TableContent {
  readonly columns: readonly TableColumn[]
  /** How many of the first columns the rows are sorted by, ascending and without nulls. */
  readonly sortedBy: number
  /** The largest number of rows in a group: an engine that looks up a value reads one group. */
  readonly rowGroup: number
  /** Key and value, for the footer. */
  readonly metadata: readonly (readonly [key: string, value: string])[]
  /** The program that wrote the file: `NAME version VERSION`. */
  readonly createdBy: string
}

/** The bytes of the file. */
export function writeParquet({ columns, sortedBy, rowGroup, metadata, createdBy }: TableContent): Uint8Array {
  const [first] = columns
  const count = first === undefined ? 0 : first.length
  for (const column of columns)
    if (column.length !== count) throw new TypeError(`Expected ${count} rows in ${column.name}`)
  const out = new ByteWriter(1 << 16)
  out.range(MAGIC, 0, MAGIC.length)
  const groups: ThriftStruct[] = []
  for (let from = 0; from < count; from += rowGroup)
    groups.push(
      writeRowGroup(out, columns, [from, Math.min(from + rowGroup, count)], sortedBy, groups.length),
    )
  writeFooter(out, [
    i32(1, VERSION),
    list(2, THRIFT.struct, schemaOf(columns)),
    i64(3, count),
    list(4, THRIFT.struct, groups),
    list(
      5,
      THRIFT.struct,
      metadata.map(([key, value]) => [text(1, key), text(2, value)]),
    ),
    text(6, createdBy),
    // Statistics are in the order of each type: bytes of text, numbers.
    list(
      7,
      THRIFT.struct,
      columns.map(() => [struct(1, [])]),
    ),
  ])
  return out.bytes
}

/** Appends the metadata, its length and the magic. */
export function writeFooter(out: ByteWriter, metadata: ThriftStruct): void {
  const start = out.length
  writeStruct(out, metadata)
  const size = out.length - start
  for (let shift = 0; shift < 32; shift += 8) out.byte((size >> shift) & 0xff)
  out.range(MAGIC, 0, MAGIC.length)
}

function writeRowGroup(
  out: ByteWriter,
  columns: readonly TableColumn[],
  [from, to]: readonly [from: number, to: number],
  sortedBy: number,
  ordinal: number,
): ThriftStruct {
  const start = out.length
  let uncompressed = 0
  const chunks = columns.map((column): ThriftStruct => {
    const chunk = writeColumnChunk(out, column, from, to)
    uncompressed += chunk.uncompressed
    return [i64(2, 0), struct(3, chunk.metadata)]
  })
  const sorting = columns
    .slice(0, sortedBy)
    .map((_, column): ThriftStruct => [i32(1, column), flag(2, false), flag(3, false)])
  return [
    list(1, THRIFT.struct, chunks),
    i64(2, uncompressed),
    i64(3, to - from),
    ...(sorting.length > 0 ? [list(4, THRIFT.struct, sorting)] : []),
    i64(5, start),
    i64(6, out.length - start),
    i16(7, ordinal),
  ]
}

/** The root, and a column each. Ids are for Iceberg, which knows columns by them. */
const schemaOf = (columns: readonly TableColumn[]): ThriftStruct[] => [
  [text(4, 'table'), i32(5, columns.length)],
  ...columns.map(({ type, name, nullable }, position): ThriftField[] => [
    i32(1, PHYSICAL[type]),
    i32(3, nullable ? OPTIONAL : REQUIRED),
    binary(4, bytesOf(name)),
    ...(type === 'text' ? [i32(6, UTF8)] : []),
    i32(9, position + 1),
    ...(type === 'text' ? [struct(10, [struct(1, [])])] : []),
  ]),
]
