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

/** What a piece of an erofs image expands to at most (fs/erofs: Z_EROFS_PCLUSTER_MAX_DSIZE). */
const MAX_PIECE_SIZE = 12 * 1024 ** 2

/**
 * Decompresses one raw deflate stream (RFC 1951) to `size` bytes: pieces of erofs images. Files share pieces, so one of them
 * may have only the front of what a stream expands to.
 * @throws KmodError KMOD_COMPRESSION_CORRUPT
 */
export function inflateRaw(piece: Uint8Array, size: number): Uint8Array {
  try {
    const bytes = inflateRawSync(piece, {
      maxOutputLength: MAX_PIECE_SIZE,
      finishFlush: constants.Z_SYNC_FLUSH,
    })
    return bytes.subarray(0, size)
  } catch (cause) {
    throw corrupt('gzip', { because: (cause as Error).message, cause })
  }
}
