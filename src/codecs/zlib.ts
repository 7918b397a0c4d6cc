import { constants, inflateRawSync, inflateSync } from 'node:zlib'
import { corrupt } from './refusals.ts'

/**
 * Decompresses one zlib stream (RFC 1950) to at most `maxSize` bytes: blocks of squashfs images.
 * @throws KmodError KMOD_COMPRESSION_CORRUPT
 */
export function inflateZlib(block: Uint8Array, maxSize: number): Uint8Array {
  try {
    return inflateSync(block, { maxOutputLength: maxSize })
  } catch (cause) {
    throw corrupt('gzip', { because: (cause as Error).message, cause })
  }
}

/**
 * Decompresses one raw deflate stream (RFC 1951) to `size` bytes: pieces of erofs images, which may be cut after that.
 * @throws KmodError KMOD_COMPRESSION_CORRUPT
 */
export function inflateRaw(piece: Uint8Array, size: number): Uint8Array {
  try {
    const bytes = inflateRawSync(piece, { maxOutputLength: size, finishFlush: constants.Z_SYNC_FLUSH })
    return bytes.subarray(0, size)
  } catch (cause) {
    throw corrupt('gzip', { because: (cause as Error).message, cause })
  }
}
