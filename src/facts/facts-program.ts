/** The facts program (wasm/assembly/facts/facts.ts) and its memory, as seen from JavaScript. */
import type { ByteSource } from '../base/byte-source.ts'
import { KmodError } from '../base/errors.ts'
import type { FileMemory } from '../base/file-memory.ts'
import { HASH_KEY } from '../base/hash-key.ts'
import { SECTION_NAMES } from '../elf/elf-image.ts'
import { wasm } from '../wasm/compiled/facts.ts'
import { instantiate, noMemory, type WasmGlobal, type WasmMemory } from '../wasm/instantiate.ts'
import type { TraitsRow } from './unusual-traits.ts'

/**
 * The exports of the program. Globals are addresses of columns and of groups of them; addresses are signed, so those in
 * the upper half of memory are negative.
 */
interface FactsExports {
  readonly memory: WasmMemory
  readonly nameBytes: WasmGlobal
  readonly nameStarts: WasmGlobal
  readonly exported: WasmGlobal
  readonly needed: WasmGlobal
  readonly fieldStarts: WasmGlobal
  readonly fieldKind: WasmGlobal
  readonly textEnds: WasmGlobal
  readonly texts: WasmGlobal
  readonly versionName: WasmGlobal
  readonly versionLow: WasmGlobal
  readonly versionHigh: WasmGlobal
  requestWords(): number
  setLoaded(frontEnd: number, backStart: number): void
  reserveFile(size: number): number
  sectionNames(): number
  /** The key of the table of names, in four words. */
  setHashKey(a: number, b: number, c: number, d: number): void
  /** The hash of `size` bytes at `start`. */
  sipHash(start: number, size: number): number
  findSections(size: number): number
  wantKsymtab(): void
  wantTraits(): void
  /** Whether the traits of the last module that was added are known. */
  knowsTraits(): number
  replaceTraits(
    ...row: [
      head: number,
      undefinedCount: number,
      text: number,
      modinfo: number,
      exports: number,
      buildId: number,
    ]
  ): void
  readonly traitWords: WasmGlobal
  readonly traitText: WasmGlobal
  /** Both return a status of wasm/facts-limits.ts. */
  addModule(): number
  addNothing(): void
  readModuleVersions(): number
  allocate(size: number): number
  describeOwn(words: number): void
  /** Joins modules of several tables, see wasm/assembly/facts/joined.ts. */
  joinModules(count: number, tables: number, modules: number, descriptions: number): void
  readonly joinedExported: WasmGlobal
  readonly joinedNeeded: WasmGlobal
  readonly joinedFieldStarts: WasmGlobal
  readonly joinedFieldKind: WasmGlobal
  readonly joinedTextEnds: WasmGlobal
  readonly joinedTexts: WasmGlobal
}

/** In the order of facts-request-layout.ts: those of symbols and fields, and those of traits. */
const WANTED_SECTIONS = [...SECTION_NAMES, '__kflagstab', '.note.gnu.build-id']

const U32_MAX = 0xffffffff

/** A size that every machine can address: if memory cannot grow to this, it is exhausted. */
const MAX_MEMORY = 2 ** 30
/** The number of pages for testing whether memory can still grow. */
const GROWTH = 64

export class FactsProgram implements FileMemory {
  readonly exports: FactsExports
  #source: ByteSource | undefined
  #file = 0
  #bytes = new Uint8Array(0)
  #view = new DataView(new ArrayBuffer(0))

  constructor() {
    this.exports = instantiate<FactsExports>(wasm, {
      host: { askForRange: (start = 0, end = 0) => this.#loadRange(start, end) },
    })
    const [a, b, c, d] = HASH_KEY
    this.exports.setHashKey(a, b, c, d)
    const names = Buffer.from(`${WANTED_SECTIONS.join('\0')}\0`, 'latin1')
    new Uint8Array(this.exports.memory.buffer).set(names, this.exports.sectionNames())
  }

  /** Sets the file that is in memory, before the program reads it. */
  open(source: ByteSource): void {
    this.#source = source
    this.exports.setLoaded(source.frontEnd ?? 0, source.backStart ?? source.size)
  }

  /** @returns the offset from which everything up to the end of the file is loaded */
  #loadRange(start: number, end: number): number {
    const source = this.#source
    source?.load(start, end)
    return source?.backStart ?? U32_MAX
  }

  /**
   * Why a call of the program ended in `error`: its heap traps if memory cannot grow, which is a fault of the machine
   * and not a bug.
   */
  explain(error: unknown): unknown {
    if (error instanceof KmodError) return error
    try {
      this.exports.memory.grow(GROWTH)
      return error
    } catch {
      return noMemory(error)
    }
  }

  /** @throws KmodError KMOD_LIMIT for a file that is too large, KMOD_HOST if the machine has no more memory */
  reserve(size: number): void {
    const file = this.exports.reserveFile(size) >>> 0
    if (file === 0 && this.exports.memory.buffer.byteLength + size < MAX_MEMORY) throw noMemory(undefined)
    if (file === 0)
      throw new KmodError('KMOD_LIMIT', `Cannot read module: not enough memory for its ${size} bytes`)
    if (file === this.#file) return
    this.#file = file
    this.#look()
  }

  get bytes(): Uint8Array {
    if (this.#bytes.length === 0) this.#look()
    return this.#bytes
  }

  get view(): DataView {
    if (this.#bytes.length === 0) this.#look()
    return this.#view
  }

  /** Views of memory are detached once it has grown. */
  #look(): void {
    const { buffer } = this.exports.memory
    this.#bytes = new Uint8Array(buffer, this.#file)
    this.#view = new DataView(buffer, this.#file)
  }

  /** The parameter block for a module, laid out by facts-request.ts: valid until the program reads one. */
  get request(): Int32Array {
    return new Int32Array(this.exports.memory.buffer, this.exports.requestWords())
  }

  /** The address of a copy of `array`, which is not freed here. */
  copyIn({ buffer, byteOffset, byteLength }: Uint8Array | Int32Array): number {
    const address = this.exports.allocate(byteLength) >>> 0
    new Uint8Array(this.exports.memory.buffer, address).set(new Uint8Array(buffer, byteOffset, byteLength))
    return address
  }

  /** Puts a row in place of that of the last module, which is empty. */
  replaceTraits({ head, undefinedCount, modinfo, exports, buildId }: TraitsRow): void {
    const text = this.copyIn(Buffer.concat([modinfo, exports, buildId]))
    this.exports.replaceTraits(head, undefinedCount, text, modinfo.length, exports.length, buildId.length)
  }

  /** A column of words: a view, valid until the program is called again. */
  words({ value }: WasmGlobal): Int32Array {
    const { data, length } = this.#column(value)
    return new Int32Array(this.exports.memory.buffer, data, length)
  }

  /** A column of bytes, likewise. */
  text({ value }: WasmGlobal): Uint8Array {
    const { data, length } = this.#column(value)
    return new Uint8Array(this.exports.memory.buffer, data, length)
  }

  /** The addresses of the columns in a group of `count`. */
  group({ value }: WasmGlobal, count: number): WasmGlobal[] {
    const members = new Uint32Array(this.exports.memory.buffer, value >>> 0, count)
    return Array.from(members, (member) => ({ value: member }))
  }

  #column(address: number): { readonly data: number; readonly length: number } {
    const [data = 0, length = 0] = new Uint32Array(this.exports.memory.buffer, address >>> 0, 2)
    return { data, length }
  }
}
