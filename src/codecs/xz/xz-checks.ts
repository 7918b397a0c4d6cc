/** The integrity checks of .xz blocks (The .xz File Format 1.2.1, 2.1.1.2 "Stream Flags"). */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { crc64 } from './crc64.ts'

export interface XzCheck {
  /** Bytes that follow each block. */
  readonly size: number
  /** What stands there when the plain bytes are sound. */
  digest(plain: Uint8Array): Uint8Array
}

/** By check ID; the other IDs are reserved. */
export const XZ_CHECKS: ReadonlyMap<number, XzCheck> = new Map([
  [0x0, { size: 0, digest: () => new Uint8Array(0) }],
  [0x1, { size: 4, digest: crc32Bytes }],
  [0x4, { size: 8, digest: crc64 }],
  [0xa, { size: 32, digest: (plain) => createHash('sha256').update(plain).digest() }],
])

/** CRC-32 in 4 bytes, little-endian, as headers and blocks hold it. */
export function crc32Bytes(bytes: Uint8Array): Uint8Array {
  const digest = Buffer.alloc(4)
  digest.writeUInt32LE(crc32(bytes))
  return digest
}
