/**
 * The documents of --json. Byte strings become text: bytes that are not UTF-8 become U+FFFD. src/schemas describes
 * them; a key there keeps its name and meaning as long as `schemaVersion` is the same.
 */
import { fromByteString } from '../../base/names.ts'

export const SCHEMA_VERSION = 1

export const formatDocument = (command: string, document: object): string =>
  `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, command, ...document }, asText, 2)}\n`

const asText = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? fromByteString(value) : value

/** A CRC as in Module.symvers; null for a symbol without one. */
export const crcText = (crc: bigint): string | null =>
  crc === 0n ? null : `0x${crc.toString(16).padStart(8, '0')}`
