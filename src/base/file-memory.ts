/**
 * Memory that files are read into, one after the other: byte `i` of the file is stored at byte `i`. A fresh buffer for
 * each file costs more than parsing it.
 */
export interface FileMemory {
  /** Allocates memory for a file of `size` bytes; earlier content is lost. */
  reserve(size: number): void
  /** At least as long as the reserved size. Do not keep it: memory may move whenever it grows. */
  readonly bytes: Uint8Array
  /** A DataView of the same memory. */
  readonly view: DataView
}

const FIRST_SIZE = 4 << 20

/** Memory on the JavaScript heap. */
export class PlainMemory implements FileMemory {
  #bytes = new Uint8Array(0)
  #view = new DataView(this.#bytes.buffer)

  reserve(size: number): void {
    if (size <= this.#bytes.length) return
    this.#bytes = new Uint8Array(Math.max(size, this.#bytes.length * 2, FIRST_SIZE))
    this.#view = new DataView(this.#bytes.buffer)
  }

  get bytes(): Uint8Array {
    return this.#bytes
  }

  get view(): DataView {
    return this.#view
  }
}
