/**
 * The compact protocol of Thrift, in which Parquet writes its metadata: structs as lists of fields, so that what was
 * read can be changed in part and written again.
 *
 * https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
import { type ByteWriter, byteAt } from '../base/bytes.ts'
import { KmodError } from '../base/errors.ts'

/** Types as the protocol numbers them. A boolean field has its value in its type. */
export const THRIFT = {
  yes: 1,
  no: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  struct: 12,
}

export interface ThriftField {
  readonly id: number
  readonly type: number
  readonly value: ThriftValue
}

export interface ThriftList {
  /** The type of each item. */
  readonly of: number
  readonly items: readonly ThriftValue[]
}

/** Integers are numbers; a double is its eight bytes; a boolean field has 0. */
export type ThriftValue = number | Uint8Array | ThriftList | ThriftStruct

export type ThriftStruct = readonly ThriftField[]

export const i16 = (id: number, value: number): ThriftField => ({ id, type: THRIFT.i16, value })
export const i32 = (id: number, value: number): ThriftField => ({ id, type: THRIFT.i32, value })
export const i64 = (id: number, value: number): ThriftField => ({ id, type: THRIFT.i64, value })
export const flag = (id: number, value: boolean): ThriftField => ({
  id,
  type: value ? THRIFT.yes : THRIFT.no,
  value: 0,
})
export const binary = (id: number, value: Uint8Array): ThriftField => ({ id, type: THRIFT.binary, value })
export const text = (id: number, value: string): ThriftField => binary(id, Buffer.from(value, 'latin1'))
export const struct = (id: number, value: ThriftStruct): ThriftField => ({ id, type: THRIFT.struct, value })
export const list = (id: number, of: number, items: readonly ThriftValue[]): ThriftField => ({
  id,
  type: THRIFT.list,
  value: { of, items },
})

/** Appends a struct. Fields must be in ascending order of their ids. */
export function writeStruct(out: ByteWriter, fields: ThriftStruct): void {
  let last = 0
  for (const { id, type, value } of fields) {
    const delta = id - last
    if (delta > 0 && delta <= 15) out.byte((delta << 4) | type)
    else {
      out.byte(type)
      writeVarint(out, zigzag(id))
    }
    last = id
    if (type !== THRIFT.yes && type !== THRIFT.no) writeValue(out, type, value)
  }
  out.byte(0)
}

function writeValue(out: ByteWriter, type: number, value: ThriftValue): void {
  if (typeof value === 'number') {
    if (type === THRIFT.byte || type === THRIFT.yes || type === THRIFT.no) out.byte(value & 0xff)
    else writeVarint(out, zigzag(value))
  } else if (value instanceof Uint8Array) {
    if (type === THRIFT.binary) writeVarint(out, value.length)
    out.range(value, 0, value.length)
  } else if ('items' in value) {
    const { of, items } = value
    if (items.length < 15) out.byte((items.length << 4) | of)
    else {
      out.byte(0xf0 | of)
      writeVarint(out, items.length)
    }
    for (const item of items) writeValue(out, of, item)
  } else writeStruct(out, value)
}

const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value)

/** ULEB128, of integers up to 2^53. */
export function writeVarint(out: ByteWriter, value: number): void {
  let rest = value
  while (rest >= 0x80) {
    out.byte((rest % 0x80) | 0x80)
    rest = Math.floor(rest / 0x80)
  }
  out.byte(rest)
}

/** Deeper nesting than any metadata of Parquet has. */
const MAX_DEPTH = 16

/** Reads structs from bytes that need not be sound. */
export class ThriftReader {
  readonly #bytes: Uint8Array
  #at: number

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes
    this.#at = at
  }

  /** The position after what was read. */
  get position(): number {
    return this.#at
  }

  /** @throws KmodError KMOD_ARCHIVE for bytes that are no struct */
  struct(depth = 0): ThriftStruct {
    if (depth > MAX_DEPTH) throw malformed('it is nested too deeply')
    const fields: ThriftField[] = []
    for (let last = 0; ; ) {
      const head = this.#byte()
      if (head === 0) return fields
      const type = head & 15
      const id = head >> 4 === 0 ? unzigzag(this.#varint()) : last + (head >> 4)
      last = id
      const value = type === THRIFT.yes || type === THRIFT.no ? 0 : this.#value(type, depth)
      fields.push({ id, type, value })
    }
  }

  #value(type: number, depth: number): ThriftValue {
    switch (type) {
      case THRIFT.yes:
      case THRIFT.no:
      case THRIFT.byte:
        return this.#byte()
      case THRIFT.i16:
      case THRIFT.i32:
      case THRIFT.i64:
        return unzigzag(this.#varint())
      case THRIFT.double:
        return this.#take(8)
      case THRIFT.binary:
        return this.#take(this.#varint())
      case THRIFT.list:
        return this.#list(depth)
      case THRIFT.struct:
        return this.struct(depth + 1)
      default:
        throw malformed(`it has a value of the unknown type ${type}`)
    }
  }

  #list(depth: number): ThriftList {
    const head = this.#byte()
    const of = head & 15
    const count = head >> 4 === 15 ? this.#varint() : head >> 4
    if (count > this.#bytes.length - this.#at) throw malformed('a list is longer than the file')
    return { of, items: Array.from({ length: count }, () => this.#value(of, depth)) }
  }

  #byte(): number {
    if (this.#at >= this.#bytes.length) throw malformed('it ends early')
    return byteAt(this.#bytes, this.#at++)
  }

  #take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) throw malformed('it ends early')
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  #varint(): number {
    let value = 0
    for (let scale = 1; scale <= 2 ** 63; scale *= 0x80) {
      const byte = this.#byte()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
    }
    throw malformed('a number is too long')
  }
}

const unzigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2)

const malformed = (why: string): KmodError =>
  new KmodError('KMOD_ARCHIVE', `the metadata of a Parquet file is damaged: ${why}`)

/** The value of a field; undefined if it is absent. */
export const fieldOf = (fields: ThriftStruct, id: number): ThriftValue | undefined =>
  fields.find((field) => field.id === id)?.value
