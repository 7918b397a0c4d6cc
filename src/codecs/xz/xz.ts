/**
 * xz: the container is read first (xz-container.ts), then its blocks are decoded and checked in order, as liblzma does
 * for kmod. Streams may follow each other; what they open to is joined.
 *
 * differs from kmod: code filters (BCJ, Delta) and reserved checks are refused as KMOD_COMPRESSION_UNSUPPORTED. No
 * kernel is built with any of them.
 */
import type { Codec } from '../codec.ts'
import { checkPlainSize, tooLarge } from '../limits.ts'
import { type Lzma2Decoder, lzma2Decoder } from './lzma2-decoder.ts'
import { readXzLayout, type XzBlock } from './xz-container.ts'
import { fileCorrupt, sameBytes } from './xz-cursor.ts'

export function xzCodec(): Codec {
  const lzma2 = lzma2Decoder()
  return {
    name: 'xz',
    decompress(compressed) {
      const { blocks, plainSize, problem } = readXzLayout(compressed)
      checkPlainSize('xz', compressed, plainSize)
      const plain = lzma2.reserve(plainSize, compressed.length)
      if (plain === undefined) throw tooLarge('xz', compressed)
      let at = 0
      for (const block of blocks) {
        decodeBlock(lzma2, block, at, plain.subarray(at, at + block.plainSize))
        at += block.plainSize
      }
      if (problem !== undefined) throw problem
      return plain
    },
  }
}

/** A block without verification is followed by the layout's problem: here only damage counts. */
function decodeBlock(lzma2: Lzma2Decoder, block: XzBlock, at: number, plain: Uint8Array): void {
  const outcome = lzma2.decode(block.data, block.dictionarySize, at, plain.length)
  if (outcome === 'corrupt') throw fileCorrupt()
  if (block.verification === undefined) return
  const { check, stored } = block.verification
  if (outcome !== 'complete' || !sameBytes(check.digest(plain), stored)) throw fileCorrupt()
}
