/** Memory of a program that works on columns laid out by its caller (assembly/working-memory.ts). */
import { KmodError } from '../base/errors.ts'
import { instantiate, type WasmMemory } from './instantiate.ts'

/** The exports of every such program. */
export interface LaidOutProgram {
  readonly memory: WasmMemory
  heapStart(): number
  reserve(end: number): number
}

/** Half of what 32 bits can address: the inputs and output of one task together stay below the rest. */
const MAX_MEMORY = 2 ** 31

/** Programs read and write up to this many bytes past the end of their data. */
const SLACK = 8

/** An instance of a program; its memory is allocated from the start. */
export class WorkingMemory<Program extends LaidOutProgram> {
  readonly exports: Program
  readonly #task: string
  #free: number

  /**
   * @param wasm the program in base64
   * @param task what the program does, for the message when memory does not suffice
   */
  constructor(wasm: string, task: string) {
    this.exports = instantiate<Program>(wasm)
    this.#task = task
    this.#free = this.exports.heapStart()
  }

  /** Frees all memory from `address` on. */
  clear(address: number = this.exports.heapStart()): void {
    this.#free = address
  }

  /** Start of free memory. */
  get free(): number {
    return this.#free
  }

  /**
   * Allocates `size` bytes and returns their address.
   * @throws KmodError KMOD_LIMIT
   */
  allocate(size: number): number {
    const address = this.#free
    this.#free = address + Math.ceil(size / 8) * 8 + SLACK
    if (this.#free > MAX_MEMORY || !this.exports.reserve(this.#free))
      throw new KmodError('KMOD_LIMIT', `Cannot ${this.#task}: ${this.#free} bytes of memory are too many`)
    return address
  }

  /** Allocates `count` words and returns their address. */
  allocateWords(count: number): number {
    return this.allocate(count * 4)
  }

  /** Copies `array` into memory and returns its address. */
  copyIn({ buffer, byteOffset, byteLength }: Uint8Array | Int32Array): number {
    const address = this.allocate(byteLength)
    new Uint8Array(this.exports.memory.buffer, address).set(new Uint8Array(buffer, byteOffset, byteLength))
    return address
  }

  /** A copy of `size` bytes at `address`. */
  bytes(address: number, size: number): Uint8Array {
    return new Uint8Array(this.exports.memory.buffer, address, size).slice()
  }

  /** A copy of `count` words at `address`. */
  words(address: number, count: number): Int32Array {
    return new Int32Array(this.exports.memory.buffer, address, count).slice()
  }
}

/** The only instance in this process, created on first use; each time all its memory is free. */
export function oneInstance<Instance extends Pick<WorkingMemory<LaidOutProgram>, 'clear'>>(
  make: () => Instance,
): () => Instance {
  let only: Instance | undefined
  return () => {
    only ??= make()
    only.clear()
    return only
  }
}
