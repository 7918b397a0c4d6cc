/** The program that makes the files (kernels/assembly/trie.ts) and its memory, as JavaScript sees them. */
import { KmodError } from '../base/errors.ts'
import { wasm } from '../kernels/compiled/trie.ts'
import { instantiate, type KernelMemory } from '../kernels/instantiate.ts'

/** What the program exports: see there. Addresses and sizes are in bytes. */
interface IndexProgram {
  readonly memory: KernelMemory
  heapStart(): number
  reserve(end: number): number
  pickKeys(
    count: number,
    prefix: number,
    prefixSize: number,
    texts: number,
    bounds: number,
    rows: number,
    isAlias: number,
    keys: number,
    keyBounds: number,
    unmatched: number,
  ): number
  pickValues(
    count: number,
    texts: number,
    bounds: number,
    rows: number,
    cut: number,
    starts: number,
    ends: number,
  ): void
  firstBadText(): number
  workspaceSize(count: number): number
  encode(
    count: number,
    keys: number,
    keyBounds: number,
    values: number,
    valueStarts: number,
    valueEnds: number,
    priorities: number,
    workspace: number,
    preOrder: number,
  ): number
  outputStart(): number
  joinedSize(
    count: number,
    literalSize: number,
    boundsA: number,
    rowsA: number,
    boundsB: number,
    rowsB: number,
  ): number
  joinLines(
    count: number,
    first: number,
    firstSize: number,
    textsA: number,
    boundsA: number,
    rowsA: number,
    second: number,
    secondSize: number,
    textsB: number,
    boundsB: number,
    rowsB: number,
    target: number,
  ): number
  symbolOrderSize(count: number): number
  orderSymbols(
    count: number,
    names: number,
    bounds: number,
    priorities: number,
    workspace: number,
    result: number,
  ): void
  dependenciesSize(count: number, bounds: number, starts: number, modules: number): number
  joinDependencies(
    count: number,
    paths: number,
    bounds: number,
    starts: number,
    modules: number,
    target: number,
    lineBounds: number,
  ): void
}

/** Half of what 32 bits can address: inputs and output of one file together stay below the rest. */
const MAX_MEMORY = 2 ** 31

/** Memory is handed out from its front on, anew for each file. */
export class IndexKernel {
  readonly program: IndexProgram
  #free: number

  private constructor() {
    this.program = instantiate<IndexProgram>(wasm)
    this.#free = this.program.heapStart()
  }

  static #only: IndexKernel | undefined

  /** The one instance, with all its memory free. */
  static start(): IndexKernel {
    IndexKernel.#only ??= new IndexKernel()
    IndexKernel.#only.#free = IndexKernel.#only.program.heapStart()
    return IndexKernel.#only
  }

  /**
   * The address of `size` bytes that are free.
   * @throws KmodError KMOD_LIMIT
   */
  room(size: number): number {
    const address = this.#free
    this.#free = address + Math.ceil(size / 8) * 8 + 8
    if (this.#free > MAX_MEMORY || !this.program.reserve(this.#free))
      throw new KmodError('KMOD_LIMIT', `Cannot make a file: ${this.#free} bytes of memory are too many`)
    return address
  }

  /** The address of a copy of `array`. */
  place({ buffer, byteOffset, byteLength }: Uint8Array | Int32Array): number {
    const address = this.room(byteLength)
    new Uint8Array(this.program.memory.buffer, address).set(new Uint8Array(buffer, byteOffset, byteLength))
    return address
  }

  /** A copy of `size` bytes at `address`. */
  bytes(address: number, size: number): Uint8Array {
    return new Uint8Array(this.program.memory.buffer, address, size).slice()
  }

  /** A copy of `count` words at `address`. */
  words(address: number, count: number): Int32Array {
    return new Int32Array(this.program.memory.buffer, address, count).slice()
  }
}
