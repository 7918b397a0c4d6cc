/**
 * zstd. What kernels are packed as, one sound frame that names its size, is opened by our own decoder into memory that
 * is used for all files. All else is left to the official decoder as WebAssembly (zstd-wasm.ts), which is called as
 * kmod calls its library and so refuses the same data in the same words; it is only loaded when there is such a file.
 *
 * Newer Nodes have zstd in node:zlib. That takes fresh memory for each file, and even without that is slower over a
 * kernel's modules by a tenth and more; for one module ours is as fast, save for the very largest, by milliseconds.
 */
import type { Codec } from '../codec.ts'
import { plainSizeLimit } from '../limits.ts'
import { corrupt } from '../refusals.ts'
import { frameHeader } from './zstd-frame.ts'
import { type OpenBlocks, zstdProgram } from './zstd-program.ts'

/** What `zstd --ultra -22` uses; the official decoder takes eight times as much. */
const MAX_WINDOW_SIZE = 128 * 1024 ** 2

export function zstdCodec(): Codec {
  const openBlocks = zstdProgram()
  return {
    name: 'zstd',
    decompress(compressed) {
      const plain = openFrame(compressed, openBlocks)
      if (plain === undefined) throw corrupt('zstd', { because: 'not one sound frame that names its size' })
      return plain
    },
    decodeWithReference: async (compressed) =>
      (await (await import('./zstd-reference.ts')).loadWasmZstd()).decompress(compressed),
  }
}

function openFrame(compressed: Uint8Array, openBlocks: OpenBlocks): Uint8Array | undefined {
  const header = frameHeader(new DataView(compressed.buffer, compressed.byteOffset, compressed.length))
  if (header?.plainSize === undefined || !header.isPlain) return undefined
  const { blocksAt, plainSize, windowSize, maxBlockSize, hasChecksum } = header
  if (plainSize > plainSizeLimit(compressed.length)) return undefined
  if (windowSize > Math.max(plainSize, MAX_WINDOW_SIZE)) return undefined
  return openBlocks(compressed.subarray(blocksAt), { plainSize, maxBlockSize, hasChecksum })
}
