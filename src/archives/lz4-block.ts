/**
 * LZ4 blocks (lz4's doc/lz4_Block_format.md), as squashfs and erofs images have them: no header, no checksum.
 *
 *   Sequence   token u8: literals (high 4 bits), length of the match less 4 (low 4 bits); 15 is continued by bytes that are
 *              added, up to and with the first one below 255; the literals; distance of the match u16, little-endian
 *   The last sequence has literals only.
 */
import { byteAt } from '../base/bytes.ts'
import type { KmodError } from '../base/errors.ts'
import { archiveError } from './archive-error.ts'

const MIN_MATCH = 4
const CONTINUED = 15

/**
 * Decodes `block` into `target` until it is full or the block ends.
 * @returns the bytes written
 * @throws KmodError KMOD_ARCHIVE
 */
export function decodeLz4Block(block: Uint8Array, target: Uint8Array): number {
  let [at, out] = [0, 0]
  const length = (first: number): number => {
    let sum = first
    if (first < CONTINUED) return sum
    for (let byte = 255; byte === 255; at++) {
      if (at >= block.length) throw damaged()
      byte = byteAt(block, at)
      sum += byte
    }
    return sum
  }
  while (at < block.length && out < target.length) {
    const token = byteAt(block, at++)
    const literals = length(token >> 4)
    if (at + literals > block.length) throw damaged()
    const copied = Math.min(literals, target.length - out)
    target.set(block.subarray(at, at + copied), out)
    at += literals
    out += copied
    if (at >= block.length || out === target.length) break
    if (at + 2 > block.length) throw damaged()
    const distance = byteAt(block, at) | (byteAt(block, at + 1) << 8)
    at += 2
    const match = Math.min(length(token & 15) + MIN_MATCH, target.length - out)
    if (distance === 0 || distance > out) throw damaged()
    copyMatch(target, out, distance, match)
    out += match
  }
  return out
}

/** A match may reach into what it writes itself. */
function copyMatch(target: Uint8Array, out: number, distance: number, length: number): void {
  if (distance >= length) {
    target.copyWithin(out, out - distance, out - distance + length)
    return
  }
  for (let i = 0; i < length; i++) target[out + i] = byteAt(target, out + i - distance)
}

const damaged = (): KmodError => archiveError('an lz4 block is damaged')
