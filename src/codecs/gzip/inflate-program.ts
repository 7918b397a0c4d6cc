/** The deflate decoder (wasm/assembly/inflate/inflate.ts) and its memory, as JavaScript sees them. */
import { wasm } from '../../wasm/compiled/inflate.ts'
import { instantiate, type WasmMemory } from '../../wasm/instantiate.ts'

interface InflateExports {
  readonly memory: WasmMemory
  outputStart(): number
  reserve(uncompressedSize: number, compressedSize: number): number
  inflate(deflated: number, compressedSize: number, uncompressedSize: number): number
}

/**
 * The `uncompressedSize` bytes that `deflated` expands to: a view that is gone with the next call. `undefined` when it
 * does not expand to just as many, or when there is no room for them.
 */
export type Inflate = (deflated: Uint8Array, uncompressedSize: number) => Uint8Array | undefined

/** A decoder with memory of its own, which is as large as the largest file so far needs. */
export function inflateProgram(): Inflate {
  const { memory, outputStart, reserve, inflate } = instantiate<InflateExports>(wasm)
  const start = outputStart()
  return (deflated, uncompressedSize) => {
    const address = reserve(uncompressedSize, deflated.length)
    if (address === 0) return undefined
    new Uint8Array(memory.buffer).set(deflated, address)
    if (inflate(address, deflated.length, uncompressedSize) === 0) return undefined
    return new Uint8Array(memory.buffer, start, uncompressedSize)
  }
}
