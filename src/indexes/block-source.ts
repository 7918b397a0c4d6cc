import { type ByteSource, viewOf } from '../base/byte-source.ts'
import { KmodError } from '../base/errors.ts'
import { MAX_INDEX_SIZE } from './index-format.ts'

/** What one reading brings in. A query touches few nodes, and nodes that follow each other are often close. */
export const BLOCK_SIZE = 4096

/** Reads into `target` from `position`; returns the bytes read, fewer only at the end. As host.ts has it. */
export type ReadAt = (target: Uint8Array, position: number) => number

/**
 * Content that is read block by block, when it is asked for; neighbouring blocks are read together.
 * @throws KmodError KMOD_LIMIT when `size` is more than any index has
 */
export function blockSource(size: number, readAt: ReadAt): ByteSource {
  if (size > MAX_INDEX_SIZE)
    throw new KmodError('KMOD_LIMIT', `Cannot read index: ${size} bytes are more than any index has`)
  const bytes = new Uint8Array(size)
  const loaded = new Uint8Array(Math.ceil(size / BLOCK_SIZE))

  function read(firstBlock: number, endBlock: number): void {
    const start = firstBlock * BLOCK_SIZE
    const end = Math.min(endBlock * BLOCK_SIZE, size)
    if (readAt(bytes.subarray(start, end), start) < end - start)
      throw new KmodError('KMOD_IO', `Cannot read index: it got shorter than ${end} bytes meanwhile`, {
        errno: 'EIO',
      })
    loaded.fill(1, firstBlock, endBlock)
  }

  return {
    size,
    bytes,
    view: viewOf(bytes),
    load(start, end) {
      const endBlock = Math.ceil(end / BLOCK_SIZE)
      for (let block = Math.floor(start / BLOCK_SIZE); block < endBlock; block++) {
        if (loaded[block] === 1) continue
        let next = block + 1
        while (next < endBlock && loaded[next] === 0) next++
        read(block, next)
        block = next
      }
    },
  }
}
