/**
 * A Module.symvers that is asked for symbols by the ids of a table of names: of its 30,000 lines no string and no object
 * is made, unless one is asked for by name.
 */
import { byteAt, byteString } from '../base/bytes.ts'
import { memoize } from '../base/memoize.ts'
import { normalizeModname } from '../base/names.ts'
import type { KernelExport, SymversLine, SymversLines, WantedNames } from './kernel-view.ts'
import { parseSymvers } from './symvers.ts'

const [TAB, NEWLINE, ZERO, NINE, X] = [0x09, 0x0a, 0x30, 0x39, 0x78]
const LOWER_CASE = 0x20
const [A, F] = [0x61, 0x66]
const MAX_DIGITS = 16
const MOST_SEARCHES = 8

export class SymversTable implements SymversLines {
  readonly #bytes: Uint8Array
  readonly #found = new Map<string, KernelExport | undefined>()
  readonly #exports: () => ReadonlyMap<string, KernelExport>

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#exports = memoize(() => parseSymvers(bytes))
  }

  /** The first few are looked for in the text: `module_layout` may be the only one that is asked for. */
  exportOf(symbol: string): KernelExport | undefined {
    if (this.#found.has(symbol)) return this.#found.get(symbol)
    if (this.#found.size >= MOST_SEARCHES) return this.#exports().get(symbol)
    const found = this.#search(symbol)
    this.#found.set(symbol, found)
    return found
  }

  #search(symbol: string): KernelExport | undefined {
    const text = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength)
    const at = text.lastIndexOf(`\t${symbol}\t`, undefined, 'latin1')
    if (at < 0) return undefined
    const start = text.lastIndexOf(NEWLINE, at) + 1
    const newline = text.indexOf(NEWLINE, at)
    const line = text.subarray(start, newline < 0 ? undefined : newline)
    // The match may be another column, or a line that is passed over.
    return parseSymvers(line).get(symbol) ?? this.#exports().get(symbol)
  }

  /** Visits the lines of wanted names that parseSymvers() takes, in their order; the object is the same for all. */
  eachOf(names: WantedNames, visit: (line: SymversLine) => void): void {
    const bytes = this.#bytes
    const line = { id: -1, crc: 0, namespace: '', owner: '' }
    const ownerAt = ownerReader(bytes)
    for (let start = 0; start < bytes.length; ) {
      const newline = bytes.indexOf(NEWLINE, start)
      const end = newline < 0 ? bytes.length : newline
      const symbol = columnEnd(bytes, start, end) + 1
      const symbolEnd = columnEnd(bytes, symbol, end)
      const ownerEnd = columnEnd(bytes, symbolEnd + 1, end)
      const crc = symbolEnd < end && symbolEnd + 1 < ownerEnd ? parseCrc(bytes, start, symbol - 1) : -1
      if (crc >= 0 && symbol < symbolEnd) {
        line.id = names.find(bytes, symbol, symbolEnd)
        if (line.id >= 0) {
          line.crc = crc
          line.owner = ownerAt(symbolEnd + 1, ownerEnd)
          const typeEnd = columnEnd(bytes, ownerEnd + 1, end)
          line.namespace =
            typeEnd + 1 >= end
              ? ''
              : byteString(bytes, typeEnd + 1, columnEnd(bytes, typeEnd + 1, end)).trim()
          visit(line)
        }
      }
      start = end + 1
    }
  }
}

/** The end of the column that starts at `start`: a tab, or the end of the line. */
function columnEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && byteAt(bytes, at) !== TAB) at++
  return at
}

/** The last 32 bits of `0x...`; -1 for what is no such number. */
function parseCrc(bytes: Uint8Array, start: number, end: number): number {
  const digits = end - start - 2
  if (digits < 1 || digits > MAX_DIGITS || byteAt(bytes, start) !== ZERO) return -1
  if ((byteAt(bytes, start + 1) | LOWER_CASE) !== X) return -1
  let crc = 0
  for (let at = start + 2; at < end; at++) {
    const digit = hexDigit(byteAt(bytes, at))
    if (digit < 0) return -1
    crc = (crc << 4) | digit
  }
  return crc >>> 0
}

function hexDigit(byte: number): number {
  if (byte >= ZERO && byte <= NINE) return byte - ZERO
  const letter = byte | LOWER_CASE
  return letter >= A && letter <= F ? letter - A + 10 : -1
}

/** Modnames by the paths of owners; lines of one owner follow each other. */
function ownerReader(bytes: Uint8Array): (start: number, end: number) => string {
  let [lastStart, lastEnd] = [0, 0]
  let last = ''
  return (start, end) => {
    if (end - start !== lastEnd - lastStart || !isSame(bytes, start, lastStart, end - start)) {
      const path = byteString(bytes, start, end)
      last = path === 'vmlinux' ? '' : normalizeModname(path)
    }
    lastStart = start
    lastEnd = end
    return last
  }
}

function isSame(bytes: Uint8Array, a: number, b: number, size: number): boolean {
  for (let i = 0; i < size; i++) if (bytes[a + i] !== bytes[b + i]) return false
  return true
}
