/**
 * An encoder of LZMA2 (LZMA specification by Igor Pavlov) that writes exactly the requested packets, valid or not, for
 * tests of the decoder: real compressors use few of the possible packets and never invalid ones. It shares no code with
 * src/codecs.
 */

export type Packet =
  | { readonly literal: number }
  /** `distance` 1 is the byte before. */
  | { readonly length: number; readonly distance: number }
  /** One of the last four distances; index 0 and length 1 is a packet of its own kind. */
  | { readonly length: number; readonly rep: 0 | 1 | 2 | 3 }

export interface Properties {
  readonly contextBits: number
  readonly literalPositionBits: number
  readonly positionBits: number
}

/** What chunk headers reset, as their first byte has it. */
export const RESET = { nothing: 0x80, state: 0xa0, properties: 0xc0, dictionary: 0xe0 } as const

/** Encodes chunk after chunk; `plain` is what they expand to. */
export class LzmaEncoder {
  readonly plain: number[] = []
  #dictionaryStart = 0
  #properties: Properties = { contextBits: 3, literalPositionBits: 0, positionBits: 2 }
  #model = new Map<string, number>()
  #state = 0
  #reps = [1, 1, 1, 1]
  #range = new RangeEncoder(this.#model)

  /** A chunk of uncompressed bytes. */
  stored(bytes: readonly number[], { resetDictionary }: { resetDictionary: boolean }): Buffer {
    if (resetDictionary) this.#dictionaryStart = this.plain.length
    this.plain.push(...bytes)
    return Buffer.from([
      resetDictionary ? 1 : 2,
      (bytes.length - 1) >> 8,
      (bytes.length - 1) & 0xff,
      ...bytes,
    ])
  }

  chunk(reset: number, properties: Properties, packets: readonly Packet[]): Buffer {
    const start = this.plain.length
    if (reset >= RESET.dictionary) this.#dictionaryStart = start
    if (reset >= RESET.properties) this.#properties = properties
    if (reset >= RESET.state) {
      this.#model.clear()
      this.#state = 0
      this.#reps = [1, 1, 1, 1]
    }
    this.#range = new RangeEncoder(this.#model)
    for (const packet of packets) this.#encode(packet)
    const coded = this.#range.finish()
    const [size, codedSize] = [this.plain.length - start - 1, coded.length - 1]
    const { contextBits, literalPositionBits, positionBits } = properties
    return Buffer.from([
      ...[reset | (size >> 16), (size >> 8) & 0xff, size & 0xff, codedSize >> 8, codedSize & 0xff],
      ...(reset >= RESET.properties ? [(positionBits * 5 + literalPositionBits) * 9 + contextBits] : []),
      ...coded,
    ])
  }

  get #position(): number {
    return this.plain.length - this.#dictionaryStart
  }

  #encode(packet: Packet): void {
    const byPosition = `${this.#state}/${this.#positionState}`
    this.#range.bit(`match ${byPosition}`, 'literal' in packet ? 0 : 1)
    if ('literal' in packet) {
      this.#literal(packet.literal)
      this.plain.push(packet.literal)
      return
    }
    this.#range.bit(`rep ${this.#state}`, 'rep' in packet ? 1 : 0)
    if ('distance' in packet) {
      this.#length('match', packet.length)
      this.#distance(packet.distance - 1, Math.min(packet.length - 2, 3))
      this.#reps = [packet.distance, ...this.#reps.slice(0, 3)]
      this.#enter(7, 10)
    } else this.#repeated(packet.rep, packet.length)
    const from = this.plain.length - (this.#reps[0] ?? 0)
    for (let i = 0; i < packet.length; i++) this.plain.push(this.plain[from + i] ?? 0)
  }

  #repeated(rep: number, length: number): void {
    const [range, state] = [this.#range, this.#state]
    range.bit(`g0 ${state}`, rep > 0 ? 1 : 0)
    if (rep === 0) range.bit(`long ${state}/${this.#positionState}`, length === 1 ? 0 : 1)
    if (rep > 0) range.bit(`g1 ${state}`, rep > 1 ? 1 : 0)
    if (rep > 1) range.bit(`g2 ${state}`, rep > 2 ? 1 : 0)
    this.#reps.unshift(...this.#reps.splice(rep, 1))
    if (length > 1) this.#length('rep', length)
    this.#enter(length === 1 ? 9 : 8, 11)
  }

  get #positionState(): number {
    return this.#position & ((1 << this.#properties.positionBits) - 1)
  }

  #enter(afterLiteral: number, afterMatch: number): void {
    this.#state = this.#state < 7 ? afterLiteral : afterMatch
  }

  #literal(byte: number): void {
    const { contextBits, literalPositionBits } = this.#properties
    const before = this.#position > 0 ? (this.plain.at(-1) ?? 0) : 0
    const position = this.#position & ((1 << literalPositionBits) - 1)
    const context = (position << contextBits) + (before >> (8 - contextBits))
    const state = this.#state
    let matchByte = state < 7 ? -1 : (this.plain.at(-(this.#reps[0] ?? 0)) ?? 0)
    let symbol = 1
    for (let i = 7; i >= 0; i--) {
      const bit = (byte >> i) & 1
      const matchBit = matchByte < 0 ? 'no' : (matchByte >> i) & 1
      this.#range.bit(`literal ${context}/${matchBit}/${symbol}`, bit)
      symbol = symbol * 2 + bit
      if (matchBit !== bit) matchByte = -1
    }
    this.#state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6
  }

  #length(name: string, length: number): void {
    const value = length - 2
    const range = this.#range
    range.bit(`${name} choice`, value < 8 ? 0 : 1)
    if (value >= 8) range.bit(`${name} choice2`, value < 16 ? 0 : 1)
    if (value < 8) range.tree(`${name} low ${this.#positionState}`, value, 3)
    else if (value < 16) range.tree(`${name} middle ${this.#positionState}`, value - 8, 3)
    else range.tree(`${name} high`, value - 16, 8)
  }

  #distance(value: number, lengthState: number): void {
    const range = this.#range
    const bits = value < 4 ? 0 : 30 - Math.clz32(value)
    const slot = value < 4 ? value : bits * 2 + 2 + ((value >>> bits) & 1)
    range.tree(`slot ${lengthState}`, slot, 6)
    if (slot < 4) return
    const rest = value % 2 ** bits
    if (slot < 14) range.reverseTree(`special ${slot}`, rest, bits)
    else {
      for (let i = bits - 1; i >= 4; i--) range.directBit((rest >>> i) & 1)
      range.reverseTree('align', rest & 15, 4)
    }
  }
}

class RangeEncoder {
  readonly #model: Map<string, number>
  readonly #bytes: number[] = []
  #low = 0
  #range = 2 ** 32 - 1

  constructor(model: Map<string, number>) {
    this.#model = model
  }

  bit(name: string, bit: number): void {
    const probability = this.#model.get(name) ?? 1024
    const bound = (this.#range >>> 11) * probability
    if (bit === 0) this.#range = bound
    else {
      this.#low += bound
      this.#range -= bound
    }
    this.#model.set(name, probability + (bit === 0 ? (2048 - probability) >> 5 : -(probability >> 5)))
    this.#normalize()
  }

  directBit(bit: number): void {
    this.#range = this.#range >>> 1
    this.#low += bit * this.#range
    this.#normalize()
  }

  tree(name: string, value: number, bits: number): void {
    for (let i = bits - 1, symbol = 1; i >= 0; i--) {
      const bit = (value >> i) & 1
      this.bit(`${name}/${symbol}`, bit)
      symbol = symbol * 2 + bit
    }
  }

  reverseTree(name: string, value: number, bits: number): void {
    for (let i = 0, symbol = 1; i < bits; i++) {
      const bit = (value >> i) & 1
      this.bit(`${name}/${symbol}`, bit)
      symbol = symbol * 2 + bit
    }
  }

  finish(): number[] {
    for (let i = 0; i < 4; i++) this.#shift()
    return [0, ...this.#bytes]
  }

  #normalize(): void {
    while (this.#range < 2 ** 24) {
      this.#range = this.#range * 256
      this.#shift()
    }
  }

  /** Moves the top byte of the 32 bits of `low` out; a carry is added to those that are out. */
  #shift(): void {
    this.#carry()
    this.#bytes.push(Math.floor(this.#low / 2 ** 24))
    this.#low = (this.#low % 2 ** 24) * 256
  }

  #carry(): void {
    if (this.#low < 2 ** 32) return
    this.#low -= 2 ** 32
    for (let i = this.#bytes.length - 1; i >= 0; i--) {
      const sum = (this.#bytes[i] ?? 0) + 1
      this.#bytes[i] = sum & 0xff
      if (sum < 256) return
    }
  }
}
