/**
 * The outer form of a file of facts: named sections of bytes. All numbers are unsigned, the least significant byte
 * first.
 *
 *   bytes 0 to 7     magic: 0x89 `kfacts` 0x0a
 *   bytes 8 to 11    version of the format: 2
 *   bytes 12 to 15   number of sections
 *   bytes 16 to 19   bytes of the table of sections
 *   bytes 20 to 23   CRC32 of the table
 *   then             the table, and after it the sections, each from a multiple of 8 on, with zeros between them
 *
 * An entry of the table, for each section in the order of the file:
 *
 *   bytes 0 to 3     offset of the section in the file
 *   bytes 4 to 7     bytes in the file
 *   bytes 8 to 11    bytes when it is expanded
 *   bytes 12 to 15   CRC32 of the expanded bytes
 *   byte 16          how it is stored: 0 as it is, 1 as a zlib stream (RFC 1950)
 *   byte 17          bytes of the name
 *   then             the name, in ASCII, and zeros up to a multiple of 4
 *
 * Sections that a reader does not know are ignored, so that new ones need no new version; a reader refuses a version that
 * it does not know. Version 1, whose traits were in other columns, was never released, and is refused. zlib is what every language has at hand, and its fastest level makes a quarter of the facts of a
 * kernel in 50 ms; brotli gains a tenth at that speed. Each section is expanded by itself, when it is asked for.
 */
import { crc32, deflate, deflateSync, inflateSync } from 'node:zlib'
import { byteString } from '../base/bytes.ts'
import type { SectionReader, Sections } from '../base/column-sections.ts'
import { KmodError } from '../base/errors.ts'
import { FACTS_MAGIC, isFactsFile } from './facts-magic.ts'

export const FACTS_VERSION = 2
const HEADER_SIZE = 24
const ENTRY_SIZE = 18
const ALIGNMENT = 8
const ENTRY_ALIGNMENT = 4

/** Smaller sections are stored as they are. */
const SMALL = 256
/** Those of a kernel have up to 3 MB. */
const MAX_SECTION = 2 ** 29
/** A zlib stream expands to no more than this many times its size. */
const MAX_RATIO = 1032
const AS_IS = 0
const ZLIB = 1

const aligned = (size: number, to: number): number => Math.ceil(size / to) * to

interface PackedSection {
  readonly name: string
  readonly codec: number
  readonly stored: Uint8Array
  readonly size: number
  readonly checksum: number
}

const FASTEST = { level: 1 }
/** Deflating smaller sections takes less than asking another thread for it. */
const LARGE = 1 << 14

/** Sections that were deflated already, by their bytes. */
export type DeflatedSections = ReadonlyMap<Uint8Array, Uint8Array>

/** Deflates the large ones of some sections, several at a time: on the threads of Node.js, while the caller goes on. */
export async function deflateSections(sections: Sections): Promise<DeflatedSections> {
  const large = [...sections.values()].filter(({ length }) => length >= LARGE)
  return new Map(await Promise.all(large.map(async (bytes) => [bytes, await deflated(bytes)] as const)))
}

const deflated = (bytes: Uint8Array): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    deflate(bytes, FASTEST, (error, packed) => (error ? reject(error) : resolve(packed)))
  })

function packed(name: string, bytes: Uint8Array, known: DeflatedSections): PackedSection {
  const common = { name, size: bytes.length, checksum: crc32(bytes) }
  const smaller = bytes.length < SMALL ? bytes : (known.get(bytes) ?? deflateSync(bytes, FASTEST))
  return smaller.length < bytes.length
    ? { ...common, codec: ZLIB, stored: smaller }
    : { ...common, codec: AS_IS, stored: bytes }
}

const entrySize = ({ name }: PackedSection): number => aligned(ENTRY_SIZE + name.length, ENTRY_ALIGNMENT)

/**
 * The file, in one piece.
 * @param deflated sections that need not be deflated here
 */
export function encodeContainer(sections: Sections, deflated: DeflatedSections = new Map()): Uint8Array {
  const all = [...sections].map(([name, bytes]) => packed(name, bytes, deflated))
  const tableSize = all.reduce((sum, section) => sum + entrySize(section), 0)
  const dataAt = aligned(HEADER_SIZE + tableSize, ALIGNMENT)
  const size = all.reduce((sum, { stored }) => sum + aligned(stored.length, ALIGNMENT), dataAt)
  const file = Buffer.alloc(size)
  file.set(FACTS_MAGIC)
  file.writeUInt32LE(FACTS_VERSION, 8)
  file.writeUInt32LE(all.length, 12)
  file.writeUInt32LE(tableSize, 16)
  let [entry, at] = [HEADER_SIZE, dataAt]
  for (const section of all) {
    const { name, codec, stored } = section
    file.writeUInt32LE(at, entry)
    file.writeUInt32LE(stored.length, entry + 4)
    file.writeUInt32LE(section.size, entry + 8)
    file.writeUInt32LE(section.checksum, entry + 12)
    file.writeUInt8(codec, entry + 16)
    file.writeUInt8(name.length, entry + 17)
    file.write(name, entry + ENTRY_SIZE, 'latin1')
    file.set(stored, at)
    entry += entrySize(section)
    at += aligned(stored.length, ALIGNMENT)
  }
  file.writeUInt32LE(crc32(file.subarray(HEADER_SIZE, HEADER_SIZE + tableSize)), 20)
  return file
}

interface TableEntry {
  readonly offset: number
  readonly stored: number
  readonly size: number
  readonly checksum: number
  readonly codec: number
}

/** @throws KmodError KMOD_FACTS when a file of facts cannot be used */
export const factsError = (what: string): KmodError => new KmodError('KMOD_FACTS', `it ${what}`)

/**
 * The sections of a file. Each is expanded and checked when it is first asked for.
 * @throws KmodError KMOD_FACTS here, and from the returned function
 */
export function openContainer(bytes: Uint8Array): SectionReader {
  const entries = readTable(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  const known = new Map<string, Uint8Array>()
  return (name) => {
    const entry = entries.get(name)
    let section = known.get(name)
    if (section === undefined && entry !== undefined) {
      section = expanded(bytes, entry)
      if (crc32(section) !== entry.checksum) throw factsError(`is damaged: the checksum of "${name}" differs`)
      known.set(name, section)
    }
    return section
  }
}

function readTable(file: Buffer): Map<string, TableEntry> {
  if (!isFactsFile(file)) throw factsError('is no file of facts')
  if (file.length < HEADER_SIZE) throw factsError('is cut off')
  const version = file.readUInt32LE(8)
  if (version !== FACTS_VERSION)
    throw factsError(`has version ${version} of the format; this program reads version ${FACTS_VERSION}`)
  const count = file.readUInt32LE(12)
  const tableSize = file.readUInt32LE(16)
  if (tableSize > file.length - HEADER_SIZE) throw factsError('is cut off')
  const table = file.subarray(HEADER_SIZE, HEADER_SIZE + tableSize)
  if (crc32(table) !== file.readUInt32LE(20))
    throw factsError('is damaged: the checksum of its table differs')
  const entries = new Map<string, TableEntry>()
  let at = 0
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_SIZE > table.length) throw malformedTable()
    const nameEnd = at + ENTRY_SIZE + table.readUInt8(at + 17)
    if (nameEnd > table.length) throw malformedTable()
    const entry = entryAt(table, at)
    if (entry.offset + entry.stored > file.length) throw factsError('is cut off')
    if (!isPossible(entry)) throw malformedTable()
    entries.set(byteString(table, at + ENTRY_SIZE, nameEnd), entry)
    at = aligned(nameEnd, ENTRY_ALIGNMENT)
  }
  return entries
}

const malformedTable = (): KmodError => factsError('is malformed: its table of sections makes no sense')

const entryAt = (table: Buffer, at: number): TableEntry => ({
  offset: table.readUInt32LE(at),
  stored: table.readUInt32LE(at + 4),
  size: table.readUInt32LE(at + 8),
  checksum: table.readUInt32LE(at + 12),
  codec: table.readUInt8(at + 16),
})

/** What an entry claims is checked before memory is taken for it. */
const isPossible = ({ codec, stored, size }: TableEntry): boolean =>
  size <= MAX_SECTION && (codec === AS_IS ? stored === size : codec === ZLIB && size <= stored * MAX_RATIO)

function expanded(bytes: Uint8Array, { offset, stored, size, codec }: TableEntry): Uint8Array {
  const part = bytes.subarray(offset, offset + stored)
  if (codec === AS_IS) return part
  const all = inflated(part, size)
  if (all.length !== size) throw factsError('is damaged: a section has another size than its table says')
  return all
}

function inflated(part: Uint8Array, size: number): Uint8Array {
  try {
    return inflateSync(part, { maxOutputLength: Math.max(size, 1) })
  } catch (error) {
    throw new KmodError('KMOD_FACTS', 'it is damaged: a section cannot be expanded', { cause: error })
  }
}
