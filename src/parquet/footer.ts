/** The metadata at the end of a Parquet file: whether it is one, and what it says. */
import { hasAt } from '../base/bytes.ts'
import { KmodError } from '../base/errors.ts'
import { fieldOf, ThriftReader, type ThriftStruct } from './thrift.ts'

/** `PAR1`, also at the start of the file. */
const MAGIC = Buffer.from('PAR1', 'latin1')
/** The length of the metadata and the magic. */
export const TRAILER = 8

/**
 * Reads the metadata of a file.
 *
 * @param tail the last bytes of the file, at least TRAILER of them
 * @returns the number of bytes that are needed from the end, if `tail` has fewer
 * @throws KmodError KMOD_ARCHIVE
 */
export function readFooter(tail: Uint8Array, fileSize: number): ThriftStruct | number {
  const end = tail.length - TRAILER
  if (end < 0 || !hasAt(tail, end + 4, tail.length, MAGIC))
    throw new KmodError('KMOD_ARCHIVE', 'it is no Parquet file, or it is cut')
  const length = new DataView(tail.buffer, tail.byteOffset + end).getUint32(0, true)
  if (length + TRAILER + MAGIC.length > fileSize)
    throw new KmodError('KMOD_ARCHIVE', 'it is damaged: its metadata is longer than the file')
  if (length > end) return length + TRAILER
  return new ThriftReader(tail.subarray(end - length, end)).struct()
}

/** Key-value metadata. */
export function metadataValue(metadata: ThriftStruct, key: string): string | undefined {
  const pairs = fieldOf(metadata, 5)
  if (pairs === undefined || typeof pairs === 'number' || !('items' in pairs)) return undefined
  for (const pair of pairs.items) {
    if (!Array.isArray(pair)) continue
    const [name, value] = [fieldOf(pair, 1), fieldOf(pair, 2)]
    if (
      name instanceof Uint8Array &&
      Buffer.from(name).toString('latin1') === key &&
      value instanceof Uint8Array
    )
      return Buffer.from(value).toString('latin1')
  }
  return undefined
}
