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
  firstBadKey(): number
  firstBadValue(count: number, texts: number, bounds: number, rows: number, cut: number, size: number): number
  orderSize(count: number): number
  orderKeys(count: number, keys: number, keyBounds: number, priorities: number, workspace: number): void
  workspaceSize(count: number): number
  encode(
    count: number,
    keys: number,
    keyBounds: number,
    sorted: number,
    texts: number,
    bounds: number,
    rows: number,
    cut: number,
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
  orderSymbols(
    count: number,
    keys: number,
    keyBounds: number,
    sorted: number,
    prefixSize: number,
    buckets: number,
    result: number,
  ): void
  everyRow(count: number, rows: number): void
  rowsOfKind(
    moduleCount: number,
    starts: number,
    kinds: number,
    wanted: number,
    rows: number,
    modules: number,
  ): number
  ownedNames(count: number, owners: number, names: number, modules: number): number
  pickWords(count: number, column: number, rows: number, picked: number): void
  modulesWithDevname(
    count: number,
    texts: number,
    bounds: number,
    rows: number,
    modules: number,
    found: number,
  ): number
  builtinModules(text: number, size: number, names: number, nameBounds: number, bad: number): number
  builtinAliases(
    text: number,
    size: number,
    aliases: number,
    aliasBounds: number,
    modules: number,
    moduleBounds: number,
    unmatched: number,
  ): number
  refusedCount(): number
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

/** The program looks at up to so many bytes behind what it works on, and writes there. */
const SLACK = 8

/** Memory is handed out from its front on, anew for each file; what the files of a set share stays in front of that. */
export class IndexKernel {
  readonly program: IndexProgram
  #free: number
  /** What is there for the set of files at hand, and where it ends. */
  #kept = new WeakMap<object, unknown>()
  #keptEnd: number

  private constructor() {
    this.program = instantiate<IndexProgram>(wasm)
    this.#free = this.program.heapStart()
    this.#keptEnd = this.#free
  }

  static #only: IndexKernel | undefined

  /**
   * The one instance, with all its memory free but for what is kept for this set of files.
   * @param set what the files are made of; nothing is kept for a file without
   */
  static start(set?: object): IndexKernel {
    IndexKernel.#only ??= new IndexKernel()
    IndexKernel.#only.#startFile(set)
    return IndexKernel.#only
  }

  #startFile(set: object | undefined): void {
    if (set === undefined || !this.#kept.has(set)) {
      this.#kept = new WeakMap<object, unknown>(set ? [[set, undefined]] : [])
      this.#keptEnd = this.program.heapStart()
    }
    this.#free = this.#keptEnd
  }

  /** What `make` says, which is asked once for a set of files and each key; what it has put into memory stays there. */
  keep<T>(key: object, make: () => T): T {
    if (this.#kept.has(key)) return this.#kept.get(key) as T
    const made = make()
    this.#kept.set(key, made)
    this.#keptEnd = this.#free
    return made
  }

  /**
   * The address of `size` bytes that are free.
   * @throws KmodError KMOD_LIMIT
   */
  room(size: number): number {
    const address = this.#free
    this.#free = address + Math.ceil(size / 8) * 8 + SLACK
    if (this.#free > MAX_MEMORY || !this.program.reserve(this.#free))
      throw new KmodError('KMOD_LIMIT', `Cannot make a file: ${this.#free} bytes of memory are too many`)
    return address
  }

  /** The address of room for `count` words. */
  wordRoom(count: number): number {
    return this.room(count * 4)
  }

  /** The address of `count` words that are 0. */
  zeros(count: number): number {
    const address = this.wordRoom(count)
    new Uint8Array(this.program.memory.buffer, address, count * 4).fill(0)
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
