/** The parts of the WebAssembly API used here: TypeScript describes it only together with the browser's. */

/** An instance, whose functions the caller knows by name. */
export interface WasmInstance {
  readonly exports: unknown
}

/** Memory of an instance. It moves when it grows: views of it are made anew for each use. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer
}
