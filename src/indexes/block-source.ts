import { viewOf } from '../base/byte-source.ts'
import { KmodError } from '../base/errors.ts'
import { MAX_INDEX_SIZE } from './index-format.ts'
import type { IndexSource } from './index-nodes.ts'

/** The number of bytes per read. A query touches few nodes, and consecutive nodes are often close. */
export const BLOCK_SIZE = 4096

/** After this many reads the rest is read at once: many queries touch most of an index. */
const READINGS_BEFORE_ALL = 12

/** Reads into `target` from `position`; returns the bytes read, fewer only at the end. As in host.ts. */
export type ReadAt = (target: Uint8Array, position: number) => number

/**
 * Content that is read block by block, on request; neighbouring blocks are read together. Memory for more than the
 * first block is allocated only when needed, as most opened indexes need no more: `load` may replace `bytes` and
 * `view`.
 * @throws KmodError KMOD_LIMIT if `size` exceeds the limit for an index
 */
export function blockSource(size: number, readAt: ReadAt): IndexSource {
  if (size > MAX_INDEX_SIZE)
    throw new KmodError('KMOD_LIMIT', `Cannot read index: ${size} bytes exceed the limit for an index`)
  let bytes = new Uint8Array(Math.min(size, BLOCK_SIZE))
  let view = viewOf(bytes)
  const loaded = new Uint8Array(Math.ceil(size / BLOCK_SIZE))
  let readings = 0
  let hasAll = false

  function read(firstBlock: number, endBlock: number): void {
    const start = firstBlock * BLOCK_SIZE
    const end = Math.min(endBlock * BLOCK_SIZE, size)
    reserve(end)
    if (readAt(bytes.subarray(start, end), start) < end - start)
      throw new KmodError(
        'KMOD_IO',
        `Cannot read index: the file was truncated to less than ${end} bytes during the read`,
        {
          errno: 'EIO',
        },
      )
    loaded.fill(1, firstBlock, endBlock)
  }

  function reserve(end: number): void {
    if (end <= bytes.length) return
    const whole = new Uint8Array(size)
    whole.set(bytes)
    bytes = whole
    view = viewOf(bytes)
  }

  function loadBlocks(first: number, end: number): void {
    for (let block = first; block < end; block++) {
      if (loaded[block] === 1) continue
      if (readings++ === READINGS_BEFORE_ALL) {
        read(0, loaded.length)
        hasAll = true
        return
      }
      let next = block + 1
      while (next < end && loaded[next] === 0) next++
      read(block, next)
      block = next
    }
  }

  return {
    size,
    get bytes() {
      return bytes
    },
    get view() {
      return view
    },
    get isWhole() {
      return hasAll
    },
    load(start, end) {
      if (!hasAll) loadBlocks(Math.floor(start / BLOCK_SIZE), Math.ceil(end / BLOCK_SIZE))
    },
  }
}
