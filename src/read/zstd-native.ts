/**
 * zstd by node:zlib, where it is there (Node >= 22.15). It takes what real modules are, one sound frame that names its
 * size; anything else is left to the decoder in zstd-wasm.ts, which is called as kmod calls its library and so refuses
 * the same data in the same words.
 */
import * as zlib from 'node:zlib'
import type { Codec } from './codec.ts'
import { checkPlainSize } from './limits.ts'
import { corrupt } from './refusals.ts'
import { zstdPlainSize } from './zstd-frame.ts'

export function nativeZstd(): Codec | undefined {
  const { zstdDecompressSync } = zlib as Partial<typeof zlib>
  if (zstdDecompressSync === undefined) return undefined
  return {
    name: 'zstd',
    decompress(compressed) {
      const { declared, frames, isWhole } = zstdPlainSize(compressed)
      checkPlainSize('zstd', compressed, declared)
      if (frames !== 1 || !isWhole || declared === 0)
        throw corrupt('zstd', { because: 'not one whole frame that names its size' })
      // One byte more than there will be, so that zlib sees room left and does not ask for a second buffer.
      const plain = decode(() =>
        zstdDecompressSync(compressed, { chunkSize: Math.max(64, declared + 1), maxOutputLength: declared }),
      )
      if (plain.length !== declared) throw corrupt('zstd', { because: 'another size than the frame names' })
      return plain
    },
    decompressSlowly: async (compressed) =>
      (await (await import('./zstd-wasm.ts')).loadWasmZstd()).decompress(compressed),
  }
}

function decode(action: () => Uint8Array): Uint8Array {
  try {
    return action()
  } catch (cause) {
    throw corrupt('zstd', { because: (cause as Error).message, cause })
  }
}
