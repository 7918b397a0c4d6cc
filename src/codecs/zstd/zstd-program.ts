/** The Zstandard decoder (wasm/assembly/zstd/zstd.ts) and its memory, as JavaScript sees them. */
import { wasm } from '../../wasm/compiled/zstd.ts'
import { instantiate, type WasmMemory } from '../../wasm/instantiate.ts'

interface ZstdExports {
  readonly memory: WasmMemory
  outputStart(): number
  reserve(uncompressedSize: number, compressedSize: number): number
  decode(
    blocks: number,
    size: number,
    uncompressedSize: number,
    maxBlock: number,
    hasChecksum: number,
  ): number
}

/** What the header of a frame says. */
export interface FrameSizes {
  readonly uncompressedSize: number
  readonly maxBlockSize: number
  readonly hasChecksum: boolean
}

/**
 * The uncompressed bytes of a frame without its header: a view that is gone with the next call. `undefined` when it
 * does not expand to what its header says, or when there is no memory for it.
 */
export type DecodeBlocks = (blocks: Uint8Array, sizes: FrameSizes) => Uint8Array | undefined

/** A decoder with memory of its own, which is as large as the largest file so far needs. */
export function zstdProgram(): DecodeBlocks {
  const { memory, outputStart, reserve, decode } = instantiate<ZstdExports>(wasm)
  const start = outputStart()
  return (blocks, { uncompressedSize, maxBlockSize, hasChecksum }) => {
    const address = reserve(uncompressedSize, blocks.length)
    if (address === 0) return undefined
    new Uint8Array(memory.buffer).set(blocks, address)
    if (decode(address, blocks.length, uncompressedSize, maxBlockSize, hasChecksum ? 1 : 0) === 0)
      return undefined
    return new Uint8Array(memory.buffer, start, uncompressedSize)
  }
}
