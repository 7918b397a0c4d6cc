/**
 * xz as liblzma 5.8 reads it for kmod (lzma_stream_decoder() with LZMA_CONCATENATED): all filters and checks, streams
 * that follow each other, and for damaged files the same reason.
 *
 * LZMA2 itself is decoded by the same program as in xz.ts: there is no second one.
 */
import { checkSize, tooLarge } from '../limits.ts'
import { undoOf } from './filters/filters.ts'
import type { Lzma2Decoder } from './lzma2-decoder.ts'
import { readXzLayout, type XzBlock } from './xz-container.ts'
import { fileCorrupt, sameBytes } from './xz-cursor.ts'

/**
 * The uncompressed bytes: a view that is gone with the next use of `lzma2`.
 * @throws KmodError KMOD_COMPRESSION_CORRUPT, KMOD_COMPRESSION_UNSUPPORTED or KMOD_LIMIT
 */
export function decodeXz(lzma2: Lzma2Decoder, compressed: Uint8Array): Uint8Array {
  const { blocks, uncompressedSize, problem } = readXzLayout(compressed)
  checkSize('xz', compressed, uncompressedSize)
  const bytes = lzma2.reserve(uncompressedSize, compressed.length)
  if (bytes === undefined) throw tooLarge('xz', compressed.length)
  let at = 0
  for (const block of blocks) {
    decodeBlock(lzma2, block, at, bytes.subarray(at, at + block.uncompressedSize))
    at += block.uncompressedSize
  }
  if (problem !== undefined) throw problem
  return bytes
}

/** A block without verification is followed by the layout's problem: here only damage counts. */
function decodeBlock(lzma2: Lzma2Decoder, block: XzBlock, at: number, bytes: Uint8Array): void {
  const undo = block.filters.map(undoOf).reverse()
  const outcome = lzma2.decode(block.data, block.dictionarySize, at, bytes.length)
  if (outcome === 'corrupt') throw fileCorrupt()
  if (block.verification === undefined) return
  const { check, stored } = block.verification
  if (outcome !== 'complete') throw fileCorrupt()
  for (const undoFilter of undo) undoFilter(bytes)
  // kmod: liblzma reads blocks whose check nobody has defined, unchecked
  if (check.digest !== undefined && !sameBytes(check.digest(bytes), stored)) throw fileCorrupt()
}
