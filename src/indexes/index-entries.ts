import { ByteWriter, byteAt, byteString } from '../base/bytes.ts'
import { Int32Column } from '../base/columns.ts'
import { KmodError } from '../base/errors.ts'
import { TextColumn } from '../base/text-column.ts'

/** One value of an index, as the library hands it out. Key and value are ASCII. */
export interface IndexEntry {
  readonly key: string
  readonly value: string
  /** Lower comes first. */
  readonly priority: number
}

/**
 * The entries of an index to be, as columns, in the order in which they were added. Keys are copied; values are ranges
 * of bytes that belong to somebody else, such as the text of modules.dep, and must stay as they are.
 */
export class IndexEntries {
  readonly keys = new TextColumn()
  readonly valueStart = new Int32Column()
  readonly valueEnd = new Int32Column()
  readonly priority = new Int32Column()
  /** What the values are ranges of. */
  readonly values: () => Uint8Array

  /** @param values gives the bytes that hold the values, once all entries are added */
  constructor(values: () => Uint8Array) {
    this.values = values
  }

  get count(): number {
    return this.keys.length
  }

  /** Write the bytes of the next key here, then call `push`. */
  get key(): ByteWriter {
    return this.keys.open
  }

  /** Ends the key that was written to `key` and gives it a value. */
  push(valueStart: number, valueEnd: number, priority: number): void {
    this.keys.endText()
    this.valueStart.push(valueStart)
    this.valueEnd.push(valueEnd)
    this.priority.push(priority)
  }

  /**
   * kmod >= 34 ends on a byte outside 7-bit ASCII, in a key or a value: the trie has no child for it. NUL, which no
   * text of kmod can hold, would end a text early.
   * @throws KmodError KMOD_INDEX_BAD_KEY for the first entry with such a key or value
   */
  checkAscii(): void {
    const values = this.values()
    if (isAscii(this.keys.memory, 0, this.keys.bytes.length) && this.#hasAsciiValues(values)) return
    for (let i = 0; i < this.count; i++) {
      refuseUnlessAscii(this.keys.memory, this.keys.start(i), this.keys.end(i))
      refuseUnlessAscii(values, this.valueStart.at(i), this.valueEnd.at(i))
    }
  }

  #hasAsciiValues(values: Uint8Array): boolean {
    for (let i = 0; i < this.count; i++)
      if (!isAscii(values, this.valueStart.at(i), this.valueEnd.at(i))) return false
    return true
  }
}

/** Entries as they are handed in by users of the library. */
export function indexEntriesOf(entries: Iterable<IndexEntry>): IndexEntries {
  const values = new ByteWriter()
  const columns = new IndexEntries(() => values.bytes)
  for (const { key, value, priority } of entries) {
    columns.key.text(key)
    const start = values.length
    values.text(value)
    columns.push(start, values.length, priority)
  }
  return columns
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if ((byteAt(bytes, i) - 1) >>> 0 > 0x7e) return false
  return true
}

function refuseUnlessAscii(bytes: Uint8Array, start: number, end: number): void {
  if (isAscii(bytes, start, end)) return
  const text = byteString(bytes, start, end)
  const byte = bytes.subarray(start, end).find((b) => b === 0 || b >= 0x80) ?? 0
  throw new KmodError('KMOD_INDEX_BAD_KEY', `Cannot index "${text}": only 7-bit ASCII is supported`, {
    text,
    byte,
  })
}
