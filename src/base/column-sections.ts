/**
 * Columns as named sections of bytes, and back: `{ exported: { crcLow: Int32Array } }` is the section
 * `exported.crcLow`. Numbers are 32-bit words, the least significant byte first on every machine.
 */

/** The kind of each column of a group: `words` is an Int32Array, `bytes` a Uint8Array. */
export interface ColumnShape {
  readonly [name: string]: 'words' | 'bytes' | ColumnShape
}

/** The columns of a shape. */
export type ColumnsOf<S extends ColumnShape> = {
  readonly [K in keyof S]: S[K] extends 'words'
    ? Int32Array
    : S[K] extends 'bytes'
      ? Uint8Array
      : S[K] extends ColumnShape
        ? ColumnsOf<S[K]>
        : never
}

export type Sections = Map<string, Uint8Array>
/** Returns a section by its name; `undefined` if there is none. */
export type SectionReader = (name: string) => Uint8Array | undefined

/** Adds a section for each column: views of the columns where the machine has the byte order of the file. */
export function addColumns<S extends ColumnShape>(
  sections: Sections,
  prefix: string,
  shape: S,
  columns: ColumnsOf<S>,
): void {
  for (const [name, kind] of Object.entries(shape)) {
    const column: Int32Array | Uint8Array | ColumnsOf<ColumnShape> | undefined = columns[name]
    if (column instanceof Int32Array) sections.set(`${prefix}.${name}`, wordsToBytes(column))
    else if (column instanceof Uint8Array) sections.set(`${prefix}.${name}`, column)
    else if (column !== undefined && typeof kind === 'object')
      addColumns(sections, `${prefix}.${name}`, kind, column)
  }
}

/** The columns of `shape`: views of the sections where that is possible. `undefined` if a section is missing. */
export function readColumns<S extends ColumnShape>(
  section: SectionReader,
  prefix: string,
  shape: S,
): ColumnsOf<S> | undefined {
  const columns: Record<string, unknown> = {}
  for (const [name, kind] of Object.entries(shape)) {
    const path = `${prefix}.${name}`
    const column = typeof kind === 'object' ? readColumns(section, path, kind) : columnIn(section(path), kind)
    if (column === undefined) return undefined
    columns[name] = column
  }
  return columns as ColumnsOf<S>
}

const columnIn = (
  bytes: Uint8Array | undefined,
  kind: 'words' | 'bytes',
): Int32Array | Uint8Array | undefined =>
  bytes === undefined || kind === 'bytes' ? bytes : wordsFromBytes(bytes)

const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

export function wordsToBytes({ buffer, byteOffset, byteLength }: Int32Array): Uint8Array {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength)
  return IS_LITTLE_ENDIAN ? bytes : swapped(bytes)
}

/** `undefined` if the number of bytes is no multiple of four. */
export function wordsFromBytes(bytes: Uint8Array): Int32Array | undefined {
  const size = Int32Array.BYTES_PER_ELEMENT
  if (bytes.length % size !== 0) return undefined
  const isUsable = IS_LITTLE_ENDIAN && bytes.byteOffset % size === 0
  const { buffer, byteOffset, byteLength } = isUsable ? bytes : ordered(bytes)
  return new Int32Array(buffer, byteOffset, byteLength / size)
}

/** A copy in the byte order of this machine; slice() of a Buffer would be a view. */
const ordered = (bytes: Uint8Array): Uint8Array => (IS_LITTLE_ENDIAN ? new Uint8Array(bytes) : swapped(bytes))

const swapped = (bytes: Uint8Array): Uint8Array => Buffer.from(new Uint8Array(bytes).buffer).swap32()
