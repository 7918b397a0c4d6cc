import { inflateSync } from 'node:zlib'
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
