/** The deflate decoder (wasm/assembly/inflate/inflate.ts) and its memory, as JavaScript sees them. */
import { wasm } from '../../wasm/compiled/inflate.ts'
import { instantiate, type WasmMemory } from '../../wasm/instantiate.ts'

interface InflateExports {
  readonly memory: WasmMemory
  plainStart(): number
  reserve(plainSize: number, deflatedSize: number): number
  inflate(deflated: number, deflatedSize: number, plainSize: number): number
}

/**
 * The `plainSize` bytes that `deflated` opens to: a view that is gone with the next call. `undefined` when it does not
 * open to just as many, or when there is no room for them.
 */
export type Inflate = (deflated: Uint8Array, plainSize: number) => Uint8Array | undefined

/** A decoder with memory of its own, which is as large as the largest file so far needs. */
export function inflateProgram(): Inflate {
  const { memory, plainStart, reserve, inflate } = instantiate<InflateExports>(wasm)
  const start = plainStart()
  return (deflated, plainSize) => {
    const address = reserve(plainSize, deflated.length)
    if (address === 0) return undefined
    new Uint8Array(memory.buffer).set(deflated, address)
    if (inflate(address, deflated.length, plainSize) === 0) return undefined
    return new Uint8Array(memory.buffer, start, plainSize)
  }
}
