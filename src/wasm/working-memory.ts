/** Memory of a program that works on columns which its caller lays out (assembly/working-memory.ts). */
import { KmodError } from '../base/errors.ts'
import { instantiate, type WasmMemory } from './instantiate.ts'

/** What every such program exports. */
export interface LaidOutProgram {
  readonly memory: WasmMemory
  heapStart(): number
  reserve(end: number): number
}

/** Half of what 32 bits can address: inputs and output of one piece of work together stay below the rest. */
const MAX_MEMORY = 2 ** 31

/** Programs read and write up to this many bytes past the end of what they work on. */
const SLACK = 8

/** An instance of a program; its memory is handed out from the front on. */
export class WorkingMemory<Program extends LaidOutProgram> {
  readonly exports: Program
  readonly #task: string
  #free: number

  /**
   * @param wasm the program in base64
   * @param task what it is to do, for the message when memory does not suffice
   */
  constructor(wasm: string, task: string) {
    this.exports = instantiate<Program>(wasm)
    this.#task = task
    this.#free = this.exports.heapStart()
  }

  /** All memory from `address` on is free again. */
  clear(address: number = this.exports.heapStart()): void {
    this.#free = address
  }

  /** Where free memory starts. */
  get free(): number {
    return this.#free
  }

  /**
   * The address of `size` bytes that are free.
   * @throws KmodError KMOD_LIMIT
   */
  allocate(size: number): number {
    const address = this.#free
    this.#free = address + Math.ceil(size / 8) * 8 + SLACK
    if (this.#free > MAX_MEMORY || !this.exports.reserve(this.#free))
      throw new KmodError('KMOD_LIMIT', `Cannot ${this.#task}: ${this.#free} bytes of memory are too many`)
    return address
  }

  /** The address of room for `count` words. */
  allocateWords(count: number): number {
    return this.allocate(count * 4)
  }

  /** The address of a copy of `array`. */
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

/** The one instance in this process, made when it is first asked for; each time all its memory is free. */
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
