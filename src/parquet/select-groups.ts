/** A Parquet file with some of the row groups of another one, for a reader that cannot read parts of files. */
import { ByteWriter, byteString } from '../base/bytes.ts'
import { KmodError } from '../base/errors.ts'
import { fieldOf, THRIFT, type ThriftField, type ThriftStruct, type ThriftValue } from './thrift.ts'
import { MAGIC, writeFooter } from './write-parquet.ts'

/** A row group: where it is in the file, and the least and greatest text of its first column. */
export interface RowGroup {
  readonly start: number
  readonly end: number
  /** Byte strings; absent without statistics. */
  readonly min?: string
  readonly max?: string
  readonly fields: ThriftStruct
}

/** @throws KmodError KMOD_ARCHIVE for metadata without what every file has */
export function rowGroupsOf(metadata: ThriftStruct): RowGroup[] {
  return structs(fieldOf(metadata, 4)).map((fields) => {
    const chunks = structs(fieldOf(fields, 1)).map((chunk) => struct(fieldOf(chunk, 3)))
    const start = number(fieldOf(fields, 5))
    const end = start + number(fieldOf(fields, 6))
    const statistics = chunks[0] && fieldOf(chunks[0], 12)
    const known = statistics === undefined ? [] : struct(statistics)
    const [min, max] = [fieldOf(known, 6), fieldOf(known, 5)]
    return {
      start,
      end,
      fields,
      ...(min instanceof Uint8Array && { min: byteString(min) }),
      ...(max instanceof Uint8Array && { max: byteString(max) }),
    }
  })
}

/**
 * The file that has only these row groups.
 * @param parts the bytes of each group
 */
export function fileOfGroups(
  metadata: ThriftStruct,
  groups: readonly RowGroup[],
  parts: readonly Uint8Array[],
): Uint8Array {
  const out = new ByteWriter(1 << 16)
  out.range(MAGIC, 0, MAGIC.length)
  let rows = 0
  const moved = groups.map((group, i) => {
    const bytes = parts[i] ?? new Uint8Array()
    const by = out.length - group.start
    out.range(bytes, 0, bytes.length)
    rows += number(fieldOf(group.fields, 3))
    return moveGroup(group.fields, by, i)
  })
  writeFooter(out, replaced(metadata, { 3: rows, 4: { of: THRIFT.struct, items: moved } }))
  return out.bytes
}

/** Offsets of pages: data (9), index (10), dictionary (11). */
function moveGroup(group: ThriftStruct, by: number, ordinal: number): ThriftStruct {
  const chunks = structs(fieldOf(group, 1)).map((chunk) => {
    const inside = struct(fieldOf(chunk, 3))
    const offsets = Object.fromEntries(
      [9, 10, 11].flatMap((id) => {
        const at = fieldOf(inside, id)
        return at === undefined ? [] : [[id, number(at) + by]]
      }),
    )
    return replaced(chunk, { 3: replaced(inside, offsets) })
  })
  const start = number(fieldOf(group, 5)) + by
  return replaced(group, { 1: { of: THRIFT.struct, items: chunks }, 5: start, 7: ordinal })
}

/** The fields with other values where these have some. */
const replaced = (
  fields: ThriftStruct,
  values: Readonly<Record<number, ThriftValue>>,
): readonly ThriftField[] => fields.map((field) => ({ ...field, value: values[field.id] ?? field.value }))

function structs(value: ThriftValue | undefined): ThriftStruct[] {
  if (value === undefined || typeof value === 'number' || !('items' in value)) throw foreign()
  return value.items.map((item) => struct(item))
}

function struct(value: ThriftValue | undefined): ThriftStruct {
  if (!Array.isArray(value)) throw foreign()
  return value
}

function number(value: ThriftValue | undefined): number {
  if (typeof value !== 'number' || value < 0) throw foreign()
  return value
}

const foreign = (): KmodError =>
  new KmodError('KMOD_ARCHIVE', 'its metadata is not that of a table of tskmod')
