/**
 * Reads an index file back, after the description in src/indexes/index-format.ts and nothing else of the sources.
 * Everything that the format forbids is an Error.
 */
export interface ReadEntry {
  readonly key: string
  readonly value: string
  readonly priority: number
}

export interface ReadIndex {
  /** In the order in which a walk over the trie meets them: by key, then in stored order. */
  readonly entries: ReadEntry[]
  /** Offsets of the nodes in the order of the walk: each node before its children. */
  readonly offsets: number[]
}

export function readIndex(file: Uint8Array): ReadIndex {
  const reader = new Reader(Buffer.from(file))
  reader.expect(reader.u32(0) === 0xb007f457, 'magic')
  reader.expect(reader.u32(4) === 0x00020001, 'version')
  const root = reader.u32(8)
  reader.expect(root >>> 31 === 0, 'the root has no prefix')
  reader.walk(root, '')
  reader.expect(
    reader.seen === file.length - 12,
    `${reader.seen} of ${file.length - 12} bytes belong to nodes`,
  )
  return { entries: reader.entries, offsets: reader.offsets }
}

class Reader {
  readonly entries: ReadEntry[] = []
  readonly offsets: number[] = []
  /** Bytes that nodes take up: each node must be met once, so that all of them are the file. */
  seen = 0
  readonly #file: Buffer

  constructor(file: Buffer) {
    this.#file = file
  }

  expect(condition: boolean, what: string): void {
    if (!condition) throw new Error(`not an index: ${what}`)
  }

  u32 = (at: number): number => this.#file.readUInt32BE(at)

  walk(reference: number, path: string): void {
    let at = reference & 0x0fffffff
    this.offsets.push(at)
    const start = at
    let key = path
    if (reference & 0x80000000) {
      const prefix = this.#text(at)
      this.expect(prefix !== '', 'an empty prefix')
      key += prefix
      at += prefix.length + 1
    }
    const children: [string, number][] = []
    if (reference & 0x20000000) {
      const [first, last] = [this.#file.readUInt8(at), this.#file.readUInt8(at + 1)]
      this.expect(first > 0 && first <= last && last < 128, `children from ${first} to ${last}`)
      at += 2
      for (let byte = first; byte <= last; byte++, at += 4)
        if (this.u32(at) !== 0) children.push([String.fromCharCode(byte), this.u32(at)])
        else this.expect(byte !== first && byte !== last, `child ${byte} is absent at an end`)
    }
    if (reference & 0x40000000) at = this.#values(at, key)
    this.seen += at - start
    for (const [byte, child] of children) this.walk(child, key + byte)
  }

  #values(start: number, key: string): number {
    let at = start + 4
    const count = this.u32(start)
    this.expect(count > 0, 'no values')
    for (let i = 0; i < count; i++) {
      const value = this.#text(at + 4)
      this.entries.push({ key, value, priority: this.u32(at) })
      at += 4 + value.length + 1
    }
    return at
  }

  #text(at: number): string {
    const end = this.#file.indexOf(0, at)
    this.expect(end >= at, 'text without an end')
    return this.#file.toString('latin1', at, end)
  }
}

/** `key value priority` of each entry. */
export const entryTexts = (file: Uint8Array): string[] =>
  readIndex(file).entries.map(({ key, value, priority }) => `${key} ${value} ${priority}`)
