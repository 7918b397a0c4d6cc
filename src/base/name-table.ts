import { byteAt, compareRanges } from './bytes.ts'
import { Int32Column } from './columns.ts'
import { halfSipHash } from './half-sip-hash.ts'

/**
 * Stores every distinct name once, as bytes, under a small number (its id, in order of first appearance).
 *
 * The modules of a kernel name some 21,000 different symbols 190,000 times: turning each mention into a string costs
 * more than the rest of the reading. Here each mention is hashed and compared in place, and only its id is passed on.
 */
export class NameTable {
  #bytes: Uint8Array = new Uint8Array(1 << 16)
  #view: Buffer = Buffer.alloc(0)
  /** The buffer that `#view` covers. */
  #viewed: Uint8Array | undefined
  /** The bytes of name `id` are `#starts[id]` to `#starts[id + 1]`. */
  readonly #starts = new Int32Column(1024)
  readonly #hashes = new Int32Column(1024)
  /** Open addressing; holds id + 1, 0 is empty. The length is a power of two, at most half full. */
  #slots = new Int32Column(0)
  #mask = 0

  constructor() {
    this.#starts.push(0)
    this.#makeSlots(4096)
  }

  /** The number of names; ids are 0 to size - 1. */
  get size(): number {
    return this.#starts.length - 1
  }

  /** The bytes of all names, one after the other: valid until the next name is added. */
  get bytes(): Uint8Array {
    return this.#bytes
  }

  /** The same as `bytes`; together with `bounds` it is a column of texts. */
  get memory(): Uint8Array {
    return this.#bytes
  }

  /** The start of each name, and finally the end of the last one: valid until the next name is added. */
  get bounds(): Int32Array {
    return this.#starts.values
  }

  start(id: number): number {
    return this.#starts.at(id)
  }

  end(id: number): number {
    return this.#starts.at(id + 1)
  }

  /** The name as a byte string. */
  text(id: number): string {
    // One view serves all names while the table does not grow: -e reads 150,000 of them.
    if (this.#viewed !== this.#bytes) {
      this.#viewed = this.#bytes
      this.#view = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength)
    }
    return this.#view.toString('latin1', this.start(id), this.end(id))
  }

  /** The id of the name `source[start..end)`, adding it if it is new. */
  intern(source: Uint8Array, start: number, end: number): number {
    const hash = halfSipHash(source, start, end)
    if (this.#hashes.length < this.size) this.#hashAll()
    const slot = this.#slotOf(source, start, end, hash)
    const known = this.#slots.at(slot)
    return known > 0 ? known - 1 : this.#add(source, start, end, hash, slot)
  }

  /** The id of the name `source[start..end)`, or -1. */
  find(source: Uint8Array, start: number, end: number): number {
    if (this.#hashes.length < this.size) this.#hashAll()
    return this.#slots.at(this.#slotOf(source, start, end, halfSipHash(source, start, end))) - 1
  }

  /** The slot of the name, or the empty slot for it. */
  #slotOf(source: Uint8Array, start: number, end: number, hash: number): number {
    let slot = hash & this.#mask
    for (;;) {
      const known = this.#slots.at(slot)
      if (known === 0) return slot
      if (this.#hashes.at(known - 1) === hash && this.#equals(known - 1, source, start, end)) return slot
      slot = (slot + 1) & this.#mask
    }
  }

  #equals(id: number, source: Uint8Array, start: number, end: number): boolean {
    return compareRanges(this.#bytes, this.start(id), this.end(id), source, start, end) === 0
  }

  #add(source: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const id = this.size
    const from = this.#starts.at(id)
    const to = from + (end - start)
    if (to > this.#bytes.length) this.#growBytes(to)
    for (let i = start, at = from; i < end; i++, at++) this.#bytes[at] = byteAt(source, i)
    this.#starts.push(to)
    this.#hashes.push(hash)
    this.#slots.set(slot, id + 1)
    if (this.size * 2 > this.#mask) this.#makeSlots((this.#mask + 1) * 4)
    return id
  }

  #growBytes(needed: number): void {
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    grown.set(this.#bytes)
    this.#bytes = grown
  }

  #makeSlots(count: number): void {
    this.#slots = Int32Column.filled(count, 0)
    this.#mask = count - 1
    for (let id = 0; id < this.#hashes.length; id++) {
      let slot = this.#hashes.at(id) & this.#mask
      while (this.#slots.at(slot) !== 0) slot = (slot + 1) & this.#mask
      this.#slots.set(slot, id + 1)
    }
  }

  /** Adopts the names of `columns` with their ids; the table must be empty. */
  fill({ bytes, starts }: NameColumns): void {
    this.#bytes = bytes
    this.#starts.adopt(starts)
  }

  /** Hashes the names added by `fill`; deferred because most runs never look one up. */
  #hashAll(): void {
    for (let id = this.#hashes.length; id < this.size; id++)
      this.#hashes.push(halfSipHash(this.#bytes, this.start(id), this.end(id)))
    let slots = this.#mask + 1
    while (slots < this.size * 2) slots *= 4
    this.#makeSlots(slots)
  }

  /** The names as plain data, which `fill` reads back: views, valid until the next name is added. */
  get columns(): NameColumns {
    return { bytes: this.#bytes.subarray(0, this.end(this.size - 1)), starts: this.#starts.values }
  }
}

/** Names as plain data: name `i` is `bytes[starts[i]..starts[i + 1])`. */
export interface NameColumns {
  readonly bytes: Uint8Array
  readonly starts: Int32Array
}
