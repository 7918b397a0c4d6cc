/**
 * gzip (RFC 1952). What kernels are compressed as, one sound member with at most a name in its header, is decoded by
 * our own decoder into memory that is used for all files: node:zlib takes a fresh buffer for each, which costs a
 * quarter of the time, and 100 MiB until the garbage collector has seen them. All other files are left to node:zlib,
 * which joins concatenated members, and says what is wrong in zlib's words. Zeros after the last member are ignored.
 * differs from kmod: gzread() ignores any other bytes after the last member too; here they are damage.
 *
 *   Header    1F 8B 08, flags u8 (8: has a name), time u32, u8, u8; the name ends with NUL
 *   Deflate data
 *   Trailer   CRC-32, ISIZE u32: the uncompressed size modulo 2^32
 */
import { crc32, gunzipSync } from 'node:zlib'
import type { KmodError } from '../../base/errors.ts'
import type { Codec } from '../codec.ts'
import { sizeLimit, tooLarge } from '../limits.ts'
import { corrupt } from '../refusals.ts'
import { type Inflate, inflateProgram } from './inflate-program.ts'

/** Deflate cannot do better: 258 bytes from 2 bits. What ISIZE promises beyond that is not worth an allocation. */
const MAX_DEFLATE_RATIO = 1032

const HEADER_SIZE = 10
const TRAILER_SIZE = 8
const HAS_NAME = 8

/** Magic, deflate, and flags of which only HAS_NAME may be set; read as one number. */
const PLAIN_HEADER = 0x00088b1f

export function gzipCodec(): Codec {
  const inflate = inflateProgram()
  return {
    name: 'gzip',
    decode: (compressed) => decodeMember(compressed, inflate),
    reference: async () => decodeWithZlib,
  }
}

/** The uncompressed bytes, if the file is one sound member. ISIZE is not believed beyond what is possible. */
function decodeMember(compressed: Uint8Array, inflate: Inflate): Uint8Array | undefined {
  if (compressed.length < HEADER_SIZE + TRAILER_SIZE) return undefined
  const view = new DataView(compressed.buffer, compressed.byteOffset, compressed.length)
  const flags = view.getUint8(3)
  if ((view.getUint32(0, true) & ~(HAS_NAME << 24)) !== PLAIN_HEADER) return undefined
  const trailer = compressed.length - TRAILER_SIZE
  const uncompressedSize = view.getUint32(trailer + 4, true)
  if (uncompressedSize > Math.min(sizeLimit(compressed.length), trailer * MAX_DEFLATE_RATIO)) return undefined
  // Without a NUL it would start at the magic, which is no deflate data.
  const start = flags === HAS_NAME ? compressed.indexOf(0, HEADER_SIZE) + 1 : HEADER_SIZE
  const bytes = inflate(compressed.subarray(start, trailer), uncompressedSize)
  return bytes !== undefined && crc32(bytes) === view.getUint32(trailer, true) ? bytes : undefined
}

/** Concatenated members, and everything that is wrong. */
function decodeWithZlib(compressed: Uint8Array): Uint8Array {
  const { bytes, consumed } = gunzip(compressed)
  // node:zlib stops at the first zero byte after a member and ignores what follows.
  if (compressed.subarray(consumed).some((byte) => byte !== 0))
    throw trailingBytes(compressed.length - consumed)
  return bytes
}

export const trailingBytes = (count: number): KmodError =>
  corrupt('gzip', { because: `${count} bytes after the last member are not zeros` })

function gunzip(compressed: Uint8Array): { readonly bytes: Uint8Array; readonly consumed: number } {
  try {
    const options = { maxOutputLength: sizeLimit(compressed.length), info: true }
    // With `info` the result is not the buffer that the types promise.
    const { buffer, engine } = gunzipSync(compressed, options) as unknown as GunzipInfo
    return { bytes: buffer, consumed: engine.bytesWritten }
  } catch (error) {
    throw gzipRefusal(error, compressed.length)
  }
}

interface GunzipInfo {
  readonly buffer: Uint8Array
  /** `bytesWritten`: the bytes that the decoder has used. */
  readonly engine: { readonly bytesWritten: number }
}

/**
 * What an error of node:zlib is here.
 * kmod: for a file that is cut, gzread() fails without a text and kmod prints no `gzip: ` line. */
export function gzipRefusal(error: unknown, compressedSize: number): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  switch (error.code) {
    case 'ERR_BUFFER_TOO_LARGE':
      return tooLarge('gzip', compressedSize)
    case 'Z_BUF_ERROR':
      return corrupt('gzip', { because: error.message, cause: error })
    case 'Z_DATA_ERROR':
    case 'Z_NEED_DICT':
      return corrupt('gzip', { reason: error.message, cause: error })
    default:
      return error
  }
}
