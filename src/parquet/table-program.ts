/**
 * The tables program (wasm/assembly/tables/tables.ts) and its memory, as seen from JavaScript: a pool of texts, and the
 * encoding of columns. Its memory is never freed: each set of tables has an instance of its own.
 */
import { byteString } from '../base/bytes.ts'
import { KmodError } from '../base/errors.ts'
import { HASH_KEY } from '../base/hash-key.ts'
import { fromByteString } from '../base/names.ts'
import { TextColumn } from '../base/text-column.ts'
import { wasm } from '../wasm/compiled/tables.ts'
import { instantiate, type WasmMemory } from '../wasm/instantiate.ts'
import { NONE } from '../wasm/tables-layout.ts'

/** The exports of the program that every table needs, documented there. Addresses can be negative: they are signed. */
export interface TableExports {
  readonly memory: WasmMemory
  allocate(size: number): number
  setHashKey(a: number, b: number, c: number, d: number): void
  internAll(count: number, bytes: number, starts: number, numbers: number): void
  rankTexts(): number
  rankOf(text: number): number
  rankedText(rank: number): number
  rankedLength(rank: number): number
  encodeChunk(kind: number, isNullable: number, values: number, high: number, count: number): void
  chunkWords(): number
}

/** Columns of texts as the facts have them: text `i` is `memory[bounds[i]..bounds[i + 1])`. */
export interface Texts {
  readonly memory: Uint8Array
  readonly bounds: Int32Array
}

/** An instance of the program. */
export class TableProgram<Exports extends TableExports = TableExports> {
  readonly exports: Exports
  #isRanked = false

  constructor() {
    this.exports = instantiate<Exports>(wasm, {
      host: { cleanText: (start = 0, size = 0) => this.#cleanText(start, size) },
    })
    const [a, b, c, d] = HASH_KEY
    this.exports.setHashKey(a, b, c, d)
  }

  /** Makes UTF-8 of bytes that are none, with U+FFFD, and returns where its size and the bytes are. */
  #cleanText(start: number, size: number): number {
    const clean = Buffer.from(fromByteString(this.text(start, size)))
    const address = this.allocate(4 + clean.length)
    this.words(address, 1)[0] = clean.length
    this.bytes(address + 4, clean.length).set(clean)
    return address
  }

  /** The address of `size` bytes that are never freed. */
  allocate(size: number): number {
    return this.exports.allocate(size) >>> 0
  }

  /** The address of a copy of `array`. */
  copyIn({ buffer, byteOffset, byteLength }: Uint8Array | Int32Array | Uint32Array): number {
    const address = this.allocate(byteLength)
    this.bytes(address, byteLength).set(new Uint8Array(buffer, byteOffset, byteLength))
    return address
  }

  /** Memory: a view, valid until the program is called again. */
  bytes(address: number, size: number): Uint8Array {
    return new Uint8Array(this.exports.memory.buffer, address >>> 0, size)
  }

  /** Likewise, `count` words. */
  words(address: number, count: number): Uint32Array {
    return new Uint32Array(this.exports.memory.buffer, address >>> 0, count)
  }

  /** Bytes of memory as a byte string. */
  text(address: number, size: number): string {
    return byteString(this.bytes(address, size))
  }

  /** Adds texts to the pool and returns the address of their numbers; undefined is NONE. */
  addTexts(texts: readonly (string | undefined)[]): number {
    const given = texts.filter((text) => text !== undefined)
    const numbers = this.#intern(TextColumn.of(given), given.length)
    if (given.length === texts.length) return numbers
    const known = this.words(numbers, given.length)
    let next = 0
    return this.copyIn(
      Uint32Array.from(texts, (text) => (text === undefined ? NONE : (known[next++] ?? NONE))),
    )
  }

  /** The number of one text. */
  addText(text: string): number {
    return this.words(this.addTexts([text]), 1)[0] ?? NONE
  }

  #intern({ memory, bounds }: Texts, count: number): number {
    const bytes = this.copyIn(memory.subarray(0, bounds[count]))
    const starts = this.copyIn(bounds)
    const numbers = this.allocate(4 * count)
    this.exports.internAll(count, bytes, starts, numbers)
    return numbers
  }

  /**
   * Ranks the texts; none can be added afterwards. Nothing happens when they are ranked already.
   * @throws KmodError KMOD_LIMIT
   */
  rank(): void {
    if (!this.#isRanked && !this.exports.rankTexts())
      throw new KmodError('KMOD_LIMIT', 'Cannot make tables: there are too many texts')
    this.#isRanked = true
  }

  /** The text of a rank, as a byte string. */
  rankedText(rank: number): string {
    return this.text(this.exports.rankedText(rank), this.exports.rankedLength(rank))
  }
}
