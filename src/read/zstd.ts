import type { Codec } from './codec.ts'
import { nativeZstd } from './zstd-native.ts'

/** zstd by node:zlib from Node 22.15 on, else by WebAssembly: a fifth slower, and 5 ms to load. */
export async function loadZstd(): Promise<Codec> {
  return nativeZstd() ?? (await import('./zstd-wasm.ts')).loadWasmZstd()
}
