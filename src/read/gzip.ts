/**
 * gzip (RFC 1952) by node:zlib, which joins concatenated members and ignores zeros behind them, as gzread() does.
 * differs from kmod: gzread() ignores any other junk behind the last member too; here it is damage.
 *
 * A file ends with ISIZE, the size of its last member modulo 2^32. With an output buffer of that size zlib fills one
 * buffer in one call; measured, that is 7-15 % behind a buffer reused through node:zlib's private handle. ISIZE is a
 * hint only: the limit is held by maxOutputLength, and a wrong ISIZE by zlib's own check.
 */
import { gunzipSync } from 'node:zlib'
import type { Codec } from './codec.ts'
import { plainSizeLimit, tooLarge } from './limits.ts'
import { corrupt } from './refusals.ts'

/** Deflate cannot do better: 258 bytes from 2 bits. What ISIZE promises beyond that is not worth an allocation. */
const MAX_DEFLATE_RATIO = 1032

const MIN_CHUNK_SIZE = 64

export const gzip: Codec = {
  name: 'gzip',
  decompress(compressed) {
    const limit = plainSizeLimit(compressed.length)
    try {
      return gunzipSync(compressed, { maxOutputLength: limit, chunkSize: chunkSize(compressed, limit) })
    } catch (error) {
      throw refusal(error, compressed)
    }
  },
}

/** One byte more than the hint, so that zlib sees room left and does not ask for a second buffer. */
function chunkSize(compressed: Uint8Array, limit: number): number {
  const most = Math.min(limit, compressed.length * MAX_DEFLATE_RATIO)
  const hint = compressed.length < 4 ? 0 : lastU32(compressed)
  return Math.max(MIN_CHUNK_SIZE, Math.min(Math.max(hint, compressed.length) + 1, most))
}

const lastU32 = ({ buffer, byteOffset, length }: Uint8Array): number =>
  new DataView(buffer, byteOffset, length).getUint32(length - 4, true)

/** kmod: for a file that is cut, gzread() fails without a text and kmod prints no `gzip: ` line. */
function refusal(error: unknown, compressed: Uint8Array): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  switch (error.code) {
    case 'ERR_BUFFER_TOO_LARGE':
      return tooLarge('gzip', compressed)
    case 'Z_BUF_ERROR':
      return corrupt('gzip', { because: error.message, cause: error })
    case 'Z_DATA_ERROR':
    case 'Z_NEED_DICT':
      return corrupt('gzip', { reason: error.message, cause: error })
    default:
      return error
  }
}
