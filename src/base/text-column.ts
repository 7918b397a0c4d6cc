import { ByteWriter, byteString } from './bytes.ts'
import { Int32Column } from './columns.ts'

/** Many texts as bytes, one after the other: text `i` is `memory[start(i)..end(i))`. */
export class TextColumn {
  #writer: ByteWriter
  /** Text `i` starts at row `i` and ends at row `i + 1`. */
  readonly #bounds = new Int32Column()

  constructor(capacity = 1 << 12) {
    this.#writer = new ByteWriter(capacity)
    this.#bounds.push(0)
  }

  static of(texts: readonly string[]): TextColumn {
    const ends = new Int32Array(texts.length)
    let end = 0
    let i = 0
    for (const text of texts) {
      end += text.length
      ends[i++] = end
    }
    const bytes = new Uint8Array(end)
    Buffer.from(bytes.buffer).write(texts.join(''), 'latin1')
    const column = new TextColumn(0)
    column.fill(bytes, ends)
    return column
  }

  /** Adopts texts stored one after the other in `bytes`, replacing the content of the column. */
  fill(bytes: Uint8Array, ends: Int32Array): void {
    this.#writer = ByteWriter.of(bytes)
    this.#bounds.truncate(1)
    this.#bounds.append(ends)
  }

  get length(): number {
    return this.#bounds.length - 1
  }

  /** All texts: a view, valid until more is written. */
  get bytes(): Uint8Array {
    return this.#writer.bytes
  }

  /** The bytes of all texts and spare capacity after them, without making a view: for reading ranges in a loop. */
  get memory(): Uint8Array {
    return this.#writer.memory
  }

  /** The start of each text, and finally the end of the last one: a view, valid until more is written. */
  get bounds(): Int32Array {
    return this.#bounds.values
  }

  /** The end of each text: a view, valid until more is written. */
  get ends(): Int32Array {
    return this.bounds.subarray(1)
  }

  start(i: number): number {
    return this.#bounds.at(i)
  }

  end(i: number): number {
    return this.#bounds.at(i + 1)
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
    this.#bounds.push(this.#writer.length)
  }
}
