/** The Zstandard decoder (wasm/assembly/zstd/zstd.ts) and its memory, as JavaScript sees them. */
import { wasm } from '../../wasm/compiled/zstd.ts'
import { instantiate, type WasmMemory } from '../../wasm/instantiate.ts'

interface ZstdExports {
  readonly memory: WasmMemory
  plainStart(): number
  reserve(plainSize: number, packedSize: number): number
  decode(blocks: number, size: number, plainSize: number, maxBlock: number, hasChecksum: number): number
}

/** What the header of a frame says. */
export interface FrameSizes {
  readonly plainSize: number
  readonly maxBlockSize: number
  readonly hasChecksum: boolean
}

/**
 * The plain bytes of a frame without its header: a view that is gone with the next call. `undefined` when it does not
 * open to what its header says, or when there is no room for it.
 */
export type OpenBlocks = (blocks: Uint8Array, sizes: FrameSizes) => Uint8Array | undefined

/** A decoder with memory of its own, which is as large as the largest file so far needs. */
export function zstdProgram(): OpenBlocks {
  const { memory, plainStart, reserve, decode } = instantiate<ZstdExports>(wasm)
  const start = plainStart()
  return (blocks, { plainSize, maxBlockSize, hasChecksum }) => {
    const address = reserve(plainSize, blocks.length)
    if (address === 0) return undefined
    new Uint8Array(memory.buffer).set(blocks, address)
    if (decode(address, blocks.length, plainSize, maxBlockSize, hasChecksum ? 1 : 0) === 0) return undefined
    return new Uint8Array(memory.buffer, start, plainSize)
  }
}
