/**
 * xz: the container is read first (xz-container.ts), then its blocks are decoded and checked in order, as liblzma does
 * for kmod. Streams may follow each other; what they open to is joined.
 *
 * differs from kmod: code filters (BCJ, Delta), dictionaries above 64 MiB that are really used, and reserved checks
 * are refused as KMOD_COMPRESSION_UNSUPPORTED. No kernel is built with any of them.
 */
import type { Codec } from './codec.ts'
import { checkPlainSize } from './limits.ts'
import { type Lzma2Decoder, loadLzma2Decoder } from './lzma2-decoder.ts'
import { reusedBuffer } from './reused-buffer.ts'
import { readXzLayout, type XzBlock } from './xz-container.ts'
import { fileCorrupt, sameBytes } from './xz-cursor.ts'

export async function loadXz(): Promise<Codec> {
  const lzma2 = await loadLzma2Decoder()
  const plainBuffer = reusedBuffer()
  return {
    name: 'xz',
    decompress(compressed) {
      const { blocks, plainSize, problem } = readXzLayout(compressed)
      checkPlainSize('xz', compressed, plainSize)
      const plain = plainBuffer(plainSize)
      let at = 0
      for (const block of blocks) {
        decodeBlock(lzma2, block, plain.subarray(at, at + block.plainSize))
        at += block.plainSize
      }
      if (problem !== undefined) throw problem
      return plain
    },
  }
}

/** A block without verification is followed by the layout's problem: here only damage counts. */
function decodeBlock(lzma2: Lzma2Decoder, block: XzBlock, target: Uint8Array): void {
  const outcome = lzma2.decode(block.data, block.dictionarySize, target)
  if (outcome === 'corrupt') throw fileCorrupt()
  if (block.verification === undefined) return
  const { check, stored } = block.verification
  if (outcome !== 'complete' || !sameBytes(check.digest(target), stored)) throw fileCorrupt()
}
