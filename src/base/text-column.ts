import { ByteWriter, byteString } from './bytes.ts'
import { Int32Column } from './columns.ts'

/** Many texts as bytes, one after the other: text `i` is `memory[start(i)..end(i))`. */
export class TextColumn {
  readonly #writer: ByteWriter
  readonly #ends = new Int32Column()

  constructor(capacity = 1 << 12) {
    this.#writer = new ByteWriter(capacity)
  }

  static of(texts: Iterable<string>): TextColumn {
    const column = new TextColumn()
    for (const text of texts) {
      column.open.text(text)
      column.endText()
    }
    return column
  }

  get length(): number {
    return this.#ends.length
  }

  /** All texts: a view, valid until more is written. */
  get bytes(): Uint8Array {
    return this.#writer.bytes
  }

  /** The bytes of all texts and room behind them, without making a view: for reading ranges in a loop. */
  get memory(): Uint8Array {
    return this.#writer.memory
  }

  /** Where each text ends: a view, valid until more is written. */
  get ends(): Int32Array {
    return this.#ends.values
  }

  start(i: number): number {
    return i === 0 ? 0 : this.#ends.at(i - 1)
  }

  end(i: number): number {
    return this.#ends.at(i)
  }

  copyTo(out: ByteWriter, i: number): void {
    out.range(this.memory, this.start(i), this.end(i))
  }

  /** The text as a byte string. */
  text(i: number): string {
    return byteString(this.memory, this.start(i), this.end(i))
  }

  /** Write the next text here, then call `endText`. */
  get open(): ByteWriter {
    return this.#writer
  }

  endText(): void {
    this.#ends.push(this.#writer.length)
  }

  /** Forgets what was written since the last text ended. */
  dropOpenText(): void {
    this.#writer.truncate(this.start(this.length))
  }
}
