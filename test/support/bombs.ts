/** Compressed files that expand to far more than their size: enough zeros to fill any memory. */
import { execFileSync } from 'node:child_process'
import { gzipSync } from 'node:zlib'

const MIB = 1024 ** 2
/** What is compressed once and then repeated: every format here allows several parts in a row. */
const PART = 64 * MIB

const repeated = (part: Uint8Array, size: number): Uint8Array =>
  Buffer.concat(new Array<Uint8Array>(Math.ceil(size / PART)).fill(part))

/** Deflate makes 1/1030 of zeros. */
export const gzipBomb = (size: number): Uint8Array =>
  repeated(gzipSync(Buffer.alloc(PART), { level: 9 }), size)

/** Made by the program `xz`: 1/6780. */
export const xzBomb = (size: number): Uint8Array =>
  repeated(execFileSync('xz', ['-9', '-c'], { input: Buffer.alloc(PART), maxBuffer: MIB }), size)

const ZSTD_HEAD = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]
const ZSTD_BLOCK = 128 * 1024
const RLE = 1

/** One frame that does not name its size, of blocks of one repeated byte: 4 bytes each, 1/32768. */
export function zstdBomb(size: number): Uint8Array {
  const count = Math.ceil(size / ZSTD_BLOCK)
  const bytes = Buffer.alloc(ZSTD_HEAD.length + 4 * count)
  bytes.set(ZSTD_HEAD)
  for (let i = 0; i < count; i++)
    bytes.writeUIntLE((ZSTD_BLOCK << 3) | (RLE << 1) | (i === count - 1 ? 1 : 0), ZSTD_HEAD.length + 4 * i, 3)
  return bytes
}
