/**
 * Instantiates the WebAssembly programs that build/compile-wasm.ts has made. The types are the parts of the API that
 * are used here: TypeScript only has them together with the browser's.
 */

import { KmodError } from '../base/errors.ts'

/** Memory of an instance. It moves when it grows: create views of it anew for each use. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer
  /** @throws RangeError when memory is exhausted */
  grow(pages: number): number
}

export const WASM_PAGE_SIZE = 64 * 1024

/** A constant of a program. */
export interface WasmGlobal {
  readonly value: number
}

/** The imports of a program: module, name, function. */
export type WasmImports = Readonly<Record<string, Readonly<Record<string, (...numbers: number[]) => number>>>>

/** The error of a run that the machine has no more memory for. */
export const noMemory = (cause: unknown): KmodError =>
  new KmodError('KMOD_HOST', 'Cannot go on: there is not enough memory (see `ulimit -v`)', {
    errno: 'ENOMEM',
    cause,
  })

interface WasmApi {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: WasmImports) => { readonly exports: unknown }
}

/**
 * Makes a new instance of a program. Compiling takes half a millisecond.
 * @param wasm its bytes, or those in base64
 * @returns its exports; the caller knows their types
 * @throws KmodError KMOD_HOST without WebAssembly, or without memory for it
 */
export function instantiate<Exports>(wasm: string | Uint8Array, imports: WasmImports = {}): Exports {
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WasmApi | undefined }
  if (WebAssembly === undefined)
    throw new KmodError('KMOD_HOST', 'Cannot read modules: Node.js runs without WebAssembly (--jitless)', {
      errno: 'ENOSYS',
    })
  const bytes = typeof wasm === 'string' ? Buffer.from(wasm, 'base64') : wasm
  try {
    return new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports as Exports
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw noMemory(cause)
  }
}
