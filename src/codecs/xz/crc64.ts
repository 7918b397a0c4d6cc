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

let loaded: RunningCrc64 | undefined

/** A CRC of bytes that come one part after the other. */
export interface RunningCrc64 {
  /** Takes in the next part. */
  update(bytes: Uint8Array): void
  /** The CRC of all parts, in 8 bytes, little-endian, as a file holds it; the next part is the first one of another CRC. */
  digest(): Buffer
}

/** The CRC of whole bytes. */
export function crc64(bytes: Uint8Array): Buffer {
  loaded ??= runningCrc64()
  loaded.update(bytes)
  return loaded.digest()
}

/** With a program of its own: others may be under way. */
export function runningCrc64(): RunningCrc64 {
  const { memory, inputStart, open, update, close } = instantiate<Crc64Exports>(wasm)
  const input = new Uint8Array(memory.buffer, inputStart(), INPUT_SIZE)
  open()
  return {
    update(bytes) {
      for (let at = 0; at < bytes.length; at += INPUT_SIZE) {
        const part = bytes.subarray(at, at + INPUT_SIZE)
        input.set(part)
        update(part.length)
      }
    },
    digest() {
      close()
      const digest = Buffer.from(input.slice(0, DIGEST_SIZE))
      open()
      return digest
    },
  }
}
