/**
 * Growing columns of numbers. A kernel has some 190,000 references to symbols: as objects they would cost more than all
 * of the reading; as columns of a table they cost 4 bytes each and are passed between threads without being copied.
 */

const EMPTY = new Int32Array(0)
const FIRST_CAPACITY = 64

/** A growing run of 32-bit integers. Memory is allocated for the first number. */
export class Int32Column {
  #values: Int32Array
  #length = 0

  constructor(capacity = 0) {
    this.#values = capacity === 0 ? EMPTY : new Int32Array(capacity)
  }

  /** Adopts `values`, whose length becomes that of the column. */
  static of(values: Int32Array): Int32Column {
    const column = new Int32Column()
    column.#values = values
    column.#length = values.length
    return column
  }

  static filled(length: number, value: number): Int32Column {
    return Int32Column.of(new Int32Array(length).fill(value))
  }

  get length(): number {
    return this.#length
  }

  /** Adds a number at the end. */
  push(value: number): void {
    if (this.#length === this.#values.length) this.#grow(this.#length + 1)
    this.#values[this.#length++] = value
  }

  /** The value of row `i`, which the caller knows to exist. */
  at(i: number): number {
    return this.#values[i]!
  }

  /** Replaces the number at a position. */
  set(i: number, value: number): void {
    this.#values[i] = value
  }

  /** Lengthens the column to at least `length` rows; new rows hold `value`. */
  extend(length: number, value: number): void {
    if (length <= this.#length) return
    this.#grow(length)
    this.#values.fill(value, this.#length, length)
    this.#length = length
  }

  /** Adopts `values`, replacing the content of the column. */
  adopt(values: Int32Array): void {
    this.#values = values
    this.#length = values.length
  }

  /** Adds numbers at the end. */
  append(values: Int32Array): void {
    this.#grow(this.#length + values.length)
    this.#values.set(values, this.#length)
    this.#length += values.length
  }

  /** Drops the rows from `length` on. */
  truncate(length: number): void {
    this.#length = length
  }

  /** All rows: a view, valid until the next push. */
  get values(): Int32Array {
    return this.#values.subarray(0, this.#length)
  }

  #grow(needed: number): void {
    if (needed <= this.#values.length) return
    const grown = new Int32Array(Math.max(needed, this.#values.length * 2, FIRST_CAPACITY))
    grown.set(this.values)
    this.#values = grown
  }
}
