/**
 * CRC-32 and CRC-64, by which xz and gzip check what they expand to. `xz` adds a CRC-64 by default, kernels build with
 * CRC-32. JavaScript has no fast integers of 64 bits, WebAssembly has (wasm/assembly/crc/crc.ts).
 */
import { crc32 } from 'node:zlib'
import { wasm } from '../wasm/compiled/crc.ts'
import { instantiate, type WasmMemory } from '../wasm/instantiate.ts'

/** The program takes this many bytes at a time. */
const INPUT_SIZE = 64 * 1024
const SIZE_32 = 4
const SIZE_64 = 8

interface CrcExports {
  readonly memory: WasmMemory
  inputStart(): number
  open(bits: number): void
  update(size: number): void
  close(): void
}

/** A CRC of bytes that come one part after the other. */
export interface RunningCrc {
  /** Takes in the next part. */
  update(bytes: Uint8Array): void
  /** The CRC of all parts, little-endian, as a file holds it; the next part is the first one of another CRC. */
  digest(): Buffer
}

/** node:zlib is four times as fast, but takes as long to load as so many bytes take here. */
const LITTLE = 1024 ** 2

/** Makes the CRC-32 of whole bytes: by the program here for `little` bytes in all, by node:zlib for what comes after. */
export function crc32Maker(little: number): (bytes: Uint8Array) => number {
  let left = little
  let program: RunningCrc | undefined
  return (bytes) => {
    if (bytes.length > left) return crc32(bytes)
    left -= bytes.length
    program ??= runningCrc(32)
    program.update(bytes)
    return program.digest().readUInt32LE()
  }
}

/** The CRC-32 of whole bytes. */
export const crc32Of: (bytes: Uint8Array) => number = crc32Maker(LITTLE)

let loaded64: RunningCrc | undefined

/** The CRC-64 of whole bytes, in 8 bytes, little-endian. */
export function crc64(bytes: Uint8Array): Buffer {
  loaded64 ??= runningCrc(64)
  loaded64.update(bytes)
  return loaded64.digest()
}

/** With a program of its own: others may be under way. */
export function runningCrc(bits: 32 | 64): RunningCrc {
  const { memory, inputStart, open, update, close } = instantiate<CrcExports>(wasm)
  const input = new Uint8Array(memory.buffer, inputStart(), INPUT_SIZE)
  open(bits)
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
      const digest = Buffer.from(input.slice(0, bits === 32 ? SIZE_32 : SIZE_64))
      open(bits)
      return digest
    },
  }
}
