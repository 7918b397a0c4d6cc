/**
 * A file of byte sections, in the words (32 bits) and byte order of the machine that wrote it:
 *
 *   word 0           magic, which reads differently in the other byte order
 *   word 1           version of this format and of the meaning of the sections
 *   word 2           CRC32 of everything after it: against damage, not attacks
 *   word 3           number of sections
 *   words 4 ...      bytes of each section, then 0 if the number is odd
 *   sections         each padded with zeros to a multiple of 8 bytes
 *
 * A file of another format or a damaged one yields `undefined`, never an error: it is going to be replaced.
 */
import { crc32 } from 'node:zlib'

/** Must be changed with the meaning of any section, and with the shape of FactsColumns. */
const FORMAT_VERSION = 2
const MAGIC = 0x4d445374
const VERSION_AT = 1
const CHECKSUM_AT = 2
const COUNT_AT = 3
const LENGTHS_AT = 4
const MAX_SECTIONS = 256
const LEAST_SIZE = LENGTHS_AT * Int32Array.BYTES_PER_ELEMENT
/** Allows views of sections as numbers of up to 64 bits without copying. */
const ALIGNMENT = 8

const PADDING = new Uint8Array(ALIGNMENT - 1)
const CHECKED_FROM = COUNT_AT * Int32Array.BYTES_PER_ELEMENT

const aligned = (length: number): number => Math.ceil(length / ALIGNMENT) * ALIGNMENT

const headerSize = (count: number): number => aligned((LENGTHS_AT + count) * Int32Array.BYTES_PER_ELEMENT)

/**
 * The parts of the file, in order: copying 5 MB into one buffer would take as long as writing them.
 * @param sections at most MAX_SECTIONS of them
 */
export function encodeSections(sections: readonly Uint8Array[]): Uint8Array[] {
  const header = new Uint8Array(headerSize(sections.length))
  const words = wordsOf(header)
  words[0] = MAGIC
  words[VERSION_AT] = FORMAT_VERSION
  words[COUNT_AT] = sections.length
  for (const [i, { length }] of sections.entries()) words[LENGTHS_AT + i] = length
  const parts = [
    header,
    ...sections.flatMap((section) => [
      section,
      PADDING.subarray(0, aligned(section.length) - section.length),
    ]),
  ].filter(({ length }) => length > 0)
  // Skip empty parts: zlib takes a null buffer for the start of a new checksum.
  let checksum = 0
  for (const part of parts) checksum = crc32(part === header ? part.subarray(CHECKED_FROM) : part, checksum)
  words[CHECKSUM_AT] = checksum | 0
  return parts
}

/** The sections of a valid file, as views of `bytes` (or of a copy, if it starts at an unaligned address). */
export function decodeSections(bytes: Uint8Array): Uint8Array[] | undefined {
  if (bytes.length < LEAST_SIZE || bytes.length % ALIGNMENT !== 0) return undefined
  const own = bytes.byteOffset % ALIGNMENT === 0 ? bytes : new Uint8Array(bytes)
  const words = wordsOf(own)
  return isThisFormat(words) && words[CHECKSUM_AT] === checksumOf(own) ? split(own, words) : undefined
}

/** The number of bytes that `firstSection` needs, if that section is the path of a directory. */
export const HEAD_SIZE = 8192

/** The first section of a file of this format, from the first bytes of the file only: the checksum is not verified. */
export function firstSection(head: Uint8Array): Uint8Array | undefined {
  if (head.length < LEAST_SIZE + Int32Array.BYTES_PER_ELEMENT) return undefined
  const words = wordsOf(head.slice(0, LEAST_SIZE + Int32Array.BYTES_PER_ELEMENT))
  const start = headerSize(countIn(words) ?? 0)
  const end = start + (words[LENGTHS_AT] ?? 0)
  return isThisFormat(words) && end >= start && end <= head.length ? head.subarray(start, end) : undefined
}

/** The number of sections, if it is possible. */
function countIn(words: Int32Array): number | undefined {
  const count = words[COUNT_AT] ?? 0
  return count > 0 && count <= MAX_SECTIONS ? count : undefined
}

const wordsOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Int32Array =>
  new Int32Array(buffer, byteOffset, byteLength / Int32Array.BYTES_PER_ELEMENT)

const isThisFormat = (words: Int32Array): boolean =>
  words[0] === MAGIC && words[VERSION_AT] === FORMAT_VERSION

/** As a word. */
const checksumOf = (bytes: Uint8Array): number => crc32(bytes.subarray(CHECKED_FROM)) | 0

function split(bytes: Uint8Array, words: Int32Array): Uint8Array[] | undefined {
  const sections: Uint8Array[] = []
  const count = countIn(words)
  if (count === undefined || headerSize(count) > bytes.length) return undefined
  let at = headerSize(count)
  for (const length of words.subarray(LENGTHS_AT, LENGTHS_AT + count)) {
    if (length < 0 || length > bytes.length - at) return undefined
    sections.push(bytes.subarray(at, at + length))
    at += aligned(length)
  }
  return at === bytes.length ? sections : undefined
}
