/**
 * zstd. What kernels are compressed as, one sound frame that names its size, is decoded by our own decoder into memory
 * that is used for all files. All other files are left to the official decoder as WebAssembly (zstd-reference.ts),
 * which is called as kmod calls its library and so refuses the same data in the same words; it is loaded only when
 * there is such a file.
 *
 * Newer Nodes have zstd in node:zlib. That takes fresh memory for each file, and even without that is slower over a
 * kernel's modules by a tenth and more; for one module ours is as fast, except for the very largest, by milliseconds.
 *
 * Exit rule: our own decoder (zstd-program.ts, wasm/assembly/zstd) may go when Node.js 20 is no longer supported, that
 * is when `engines` in package.json is at least 22.15: from there on node:zlib decodes zstd in every Node. Replace
 * `decode` by zstdDecompressSync() with `maxOutputLength`, and keep the reference.
 */
import type { Codec } from '../codec.ts'
import { sizeLimit } from '../limits.ts'
import { frameHeader } from './zstd-frame.ts'
import { type DecodeBlocks, zstdProgram } from './zstd-program.ts'

export function zstdCodec(): Codec {
  const decodeBlocks = zstdProgram()
  return {
    name: 'zstd',
    decode: (compressed) => decodeFrame(compressed, decodeBlocks),
    reference: async () => (await import('./zstd-reference.ts')).loadZstdReference(),
  }
}

/** The window does not matter: everything that was decoded is in memory. */
function decodeFrame(compressed: Uint8Array, decodeBlocks: DecodeBlocks): Uint8Array | undefined {
  const header = frameHeader(new DataView(compressed.buffer, compressed.byteOffset, compressed.length))
  if (header?.uncompressedSize === undefined || !header.isPlain) return undefined
  const { blocksAt, uncompressedSize, maxBlockSize, hasChecksum } = header
  if (uncompressedSize > sizeLimit(compressed.length)) return undefined
  return decodeBlocks(compressed.subarray(blocksAt), { uncompressedSize, maxBlockSize, hasChecksum })
}
