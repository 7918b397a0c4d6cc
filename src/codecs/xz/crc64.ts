/**
 * CRC-64 as xz uses it: `xz` adds it by default, kernels build with CRC-32. JavaScript has no fast integers
 * of 64 bits, WebAssembly has (wasm/assembly/crc64/crc64.ts).
 */
import { wasm } from '../../wasm/compiled/crc64.ts'
import { instantiate, type WasmMemory } from '../../wasm/instantiate.ts'

/** The program takes this many bytes at a time. */
const INPUT_SIZE = 64 * 1024
const DIGEST_SIZE = 8

interface Crc64Exports {
  readonly memory: WasmMemory
  inputStart(): number
  open(): void
  update(size: number): void
  close(): void
}

let loaded: Crc64Exports | undefined

/** The CRC in 8 bytes, little-endian, as a file holds it. */
export function crc64(bytes: Uint8Array): Buffer {
  loaded ??= instantiate<Crc64Exports>(wasm)
  const { memory, inputStart, open, update, close } = loaded
  const input = new Uint8Array(memory.buffer, inputStart(), INPUT_SIZE)
  open()
  for (let at = 0; at < bytes.length; at += INPUT_SIZE) {
    const part = bytes.subarray(at, at + INPUT_SIZE)
    input.set(part)
    update(part.length)
  }
  close()
  return Buffer.from(input.slice(0, DIGEST_SIZE))
}
