/**
 * What outlives a chunk in the decoder's memory (wasm/lzma-layout.ts), how the headers of chunks change it, and in
 * which order they may come: a block begins with a reset of the dictionary, and after one the first LZMA chunk brings
 * properties.
 */
import * as memory from '../../wasm/lzma-layout.ts'
import type { ChunkKind } from './lzma2-chunks.ts'

const MAX_POSITION_BITS = 4
/** Positions that differ by this have the same contexts. */
export const ALIGNMENT = 2 ** MAX_POSITION_BITS

export class LzmaState {
  readonly #view: DataView
  #needsDictionary = true
  #needsProperties = true

  constructor(buffer: ArrayBuffer, dictionarySize: number) {
    this.#view = new DataView(buffer)
    this.#set(memory.DICTIONARY_SIZE, dictionarySize)
  }

  /** Whether a chunk of this kind may come next. */
  admits({ type, resetsDictionary, hasProperties }: ChunkKind): boolean {
    if (this.#needsDictionary && !resetsDictionary) return false
    return type === 'stored' || hasProperties || !(this.#needsProperties || resetsDictionary)
  }

  /** Does what the header of a chunk says, whose uncompressed bytes go to `out`. Returns `false` for bad properties. */
  enter(kind: ChunkKind, properties: number | undefined, out: number): boolean {
    if (kind.resetsDictionary) {
      this.#set(memory.DICTIONARY_START, out)
      this.#needsDictionary = false
      this.#needsProperties = true
    }
    if (properties !== undefined && !this.#setProperties(properties)) return false
    if (kind.resetsState) this.#reset()
    return true
  }

  /**
   * The uncompressed bytes have been moved down by `distance`, a multiple of ALIGNMENT; those below `floor` are gone. The
   * position of a byte, which chooses contexts, counts from the start of the dictionary: its low bits stay.
   */
  slide(distance: number, floor: number): void {
    const start = this.#view.getUint32(memory.DICTIONARY_START, true) - distance
    const missing = Math.max(0, Math.ceil((floor - start) / ALIGNMENT))
    this.#set(memory.DICTIONARY_START, start + missing * ALIGNMENT)
  }

  /** Where the bytes of the chunk end that are there. */
  setInputEnd(address: number): void {
    this.#set(memory.INPUT_END, address)
  }

  /** One byte: (position bits * 5 + literal position bits) * 9 + literal context bits. */
  #setProperties(properties: number): boolean {
    const contextBits = properties % 9
    const literalPositionBits = Math.floor(properties / 9) % 5
    const positionBits = Math.floor(properties / 45)
    if (positionBits > MAX_POSITION_BITS || contextBits + literalPositionBits > memory.MAX_LITERAL_BITS)
      return false
    this.#set(memory.LITERAL_CONTEXT_BITS, contextBits)
    this.#set(memory.LITERAL_POSITION_MASK, (1 << literalPositionBits) - 1)
    this.#set(memory.POSITION_MASK, (1 << positionBits) - 1)
    this.#needsProperties = false
    return true
  }

  #reset(): void {
    for (const word of [memory.STATE, memory.REP0, memory.REP1, memory.REP2, memory.REP3]) this.#set(word, 0)
    const { buffer } = this.#view
    const size = memory.PROBABILITIES_END - memory.PROBABILITIES
    new Uint16Array(buffer, memory.PROBABILITIES, size / 2).fill(memory.INITIAL_PROBABILITY)
  }

  #set(word: number, value: number): void {
    this.#view.setUint32(word, value, true)
  }
}
