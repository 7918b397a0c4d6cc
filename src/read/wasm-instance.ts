/** The parts of the WebAssembly API used here: TypeScript describes it only together with the browser's. */

declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => WasmInstance
}

/** An instance, whose functions the caller knows by name. */
export interface WasmInstance {
  readonly exports: unknown
}

/** Memory of an instance. It moves when it grows: views of it are made anew for each use. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer
  /** @throws RangeError where there is no more */
  grow(pages: number): number
}

export const WASM_PAGE_SIZE = 64 * 1024

/** What a module that imports nothing exports. */
export const instantiate = (bytes: Uint8Array): unknown =>
  new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports
