/** The program that writes the files (wasm/assembly/trie/trie.ts) and its memory, as seen from JavaScript. */
import { wasm } from '../wasm/compiled/trie.ts'
import { REQUEST_WORDS } from '../wasm/index-request-layout.ts'
import { type LaidOutProgram, oneInstance, WorkingMemory } from '../wasm/working-memory.ts'

/** The exports of the program, documented there. Addresses and sizes are in bytes. */
interface IndexExports extends LaidOutProgram {
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
  /** Address of the parameter block of `encode`, see wasm/index-request-layout.ts. */
  requestWords(): number
  encode(): number
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

/** Memory is allocated from the start again for each file, after the part that the files of a set share. */
export class IndexProgram extends WorkingMemory<IndexExports> {
  /** The memory shared by the current set of files, and its end. */
  #kept = new WeakMap<object, unknown>()
  #keptEnd = 0

  static readonly #instance = oneInstance(() => new IndexProgram(wasm, 'make a file'))

  /**
   * The only instance, with all its memory free except the part shared by this set of files.
   * @param set the input of the files; nothing is kept for a file without a set
   */
  static start(set?: object): IndexProgram {
    const program = IndexProgram.#instance()
    program.#startFile(set)
    return program
  }

  #startFile(set: object | undefined): void {
    if (set !== undefined && this.#kept.has(set)) {
      this.clear(this.#keptEnd)
      return
    }
    this.#kept = new WeakMap<object, unknown>(set ? [[set, undefined]] : [])
    this.#keptEnd = this.free
  }

  /** The result of `make`, which is called once for each key and set of files; its data in memory is kept. */
  keep<T>(key: object, make: () => T): T {
    if (this.#kept.has(key)) return this.#kept.get(key) as T
    const made = make()
    this.#kept.set(key, made)
    this.#keptEnd = this.free
    return made
  }

  /** The parameter block of `encode`, see wasm/index-request-layout.ts: valid until memory grows. */
  get request(): Int32Array {
    return new Int32Array(this.exports.memory.buffer, this.exports.requestWords(), REQUEST_WORDS)
  }

  /** The address of `count` zeroed words. */
  zeros(count: number): number {
    const address = this.allocateWords(count)
    new Uint8Array(this.exports.memory.buffer, address, count * 4).fill(0)
    return address
  }
}
