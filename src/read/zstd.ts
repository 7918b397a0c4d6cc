import type { Codec } from './codec.ts'
import { nativeZstd } from './zstd-native.ts'

/**
 * zstd by node:zlib from Node 22.15 on, else by WebAssembly, which takes 5 ms to load. For thousands of modules that
 * one is as fast, and better: node:zlib takes fresh memory for each, some 80 MiB in a thread until it is collected.
 */
export async function loadZstd(): Promise<Codec> {
  return nativeZstd() ?? (await import('./zstd-wasm.ts')).loadWasmZstd()
}
