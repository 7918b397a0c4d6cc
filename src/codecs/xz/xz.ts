/**
 * xz. The container is read first (xz-container.ts), then its blocks are decoded and checked in order. Files with a
 * filter before LZMA2 (`xz --x86`), with a check that nobody has defined, and damaged ones are left to the reference
 * (xz-reference.ts), which is loaded only when there is such a file.
 */
import type { Codec } from '../codec.ts'
import { sizeLimit } from '../limits.ts'
import { type Lzma2Decoder, lzma2Decoder } from './lzma2-decoder.ts'
import { readXzLayout, type XzBlock } from './xz-container.ts'
import { sameBytes } from './xz-cursor.ts'

export function xzCodec(): Codec {
  const lzma2 = lzma2Decoder()
  return {
    name: 'xz',
    decode: (compressed) => decodeFile(lzma2, compressed),
    reference: async () => {
      const { decodeXz } = await import('./xz-reference.ts')
      return (compressed) => decodeXz(lzma2, compressed)
    },
  }
}

function decodeFile(lzma2: Lzma2Decoder, compressed: Uint8Array): Uint8Array | undefined {
  const { blocks, uncompressedSize, problem } = readXzLayout(compressed)
  if (problem !== undefined || uncompressedSize > sizeLimit(compressed.length)) return undefined
  const bytes = lzma2.reserve(uncompressedSize, compressed.length)
  if (bytes === undefined) return undefined
  let at = 0
  for (const block of blocks) {
    if (!decodeBlock(lzma2, block, at, bytes.subarray(at, at + block.uncompressedSize))) return undefined
    at += block.uncompressedSize
  }
  return bytes
}

function decodeBlock(lzma2: Lzma2Decoder, block: XzBlock, at: number, bytes: Uint8Array): boolean {
  const { data, filters, dictionarySize, verification } = block
  if (filters.length > 0 || verification?.check.digest === undefined) return false
  if (lzma2.decode(data, dictionarySize, at, bytes.length) !== 'complete') return false
  return sameBytes(verification.check.digest(bytes), verification.stored)
}
