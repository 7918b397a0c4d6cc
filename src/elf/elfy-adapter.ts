/**
 * The only file that knows elfy, and the fence around it. elfy reads the header and the section table of any class
 * and byte order; it checks nothing, so everything is checked here before and after:
 *
 * - magic, class, byte order and length before it sees the header;
 * - only the fields that it reads right are taken (its 64-bit sh_addralign and sh_entsize are read at wrong offsets);
 * - 64-bit offsets and sizes are compared with the file before anyone uses them as a position;
 * - it gets one header or one section entry at a time, never a whole file to slice.
 */
import elfy from 'elfy'
import { byteAt } from '../base/bytes.ts'
import { KmodError } from '../base/errors.ts'
import * as E from './elf-constants.ts'

const NOTHING = Buffer.alloc(0)

export interface ElfHeader {
  readonly layout: E.ElfLayout
  readonly littleEndian: boolean
  readonly machine: number
  /** Raw fields of the header; elf-image.ts resolves extended numbering. */
  readonly e_shoff: number
  readonly e_shentsize: number
  readonly e_shnum: number
  readonly e_shstrndx: number
  /** Reads the section entry at `start` of the file's bytes. */
  readSection(bytes: Uint8Array, start: number): SectionEntry
}

export interface SectionEntry {
  readonly sh_name: number
  /** May be any number that 64 bits hold, rounded where a double is not exact: compare before use. */
  readonly sh_offset: number
  readonly sh_size: number
  readonly sh_link: number
}

/**
 * Reads the ELF header at the start of `bytes`, of which `size` are meaningful.
 * kmod: a wrong magic, or no more than e_ident, is "Exec format error".
 * @throws KmodError KMOD_ELF_MALFORMED, KMOD_NOT_ELF or KMOD_ELF_UNSUPPORTED
 */
export function readElfHeader(bytes: Uint8Array, size: number): ElfHeader {
  if (size <= E.EI_NIDENT || !E.ELFMAG.every((value, i) => byteAt(bytes, i) === value))
    throw new KmodError('KMOD_NOT_ELF', 'Cannot read ELF header: the magic is missing')
  const layout = layoutOf(byteAt(bytes, E.EI_CLASS))
  const littleEndian = isLittleEndian(byteAt(bytes, E.EI_DATA))
  if (size < layout.ehsize)
    throw new KmodError('KMOD_ELF_MALFORMED', `Cannot read ELF header: it is cut after ${size} bytes`)

  // One parser a file: it keeps the byte order of the last header that it read.
  const parser = new elfy.Parser()
  const raw = copyOf(bytes, 0, layout.ehsize)
  const header = parser.parseHeader(raw)
  return {
    layout,
    littleEndian,
    machine: littleEndian ? raw.readUInt16LE(E.E_MACHINE) : raw.readUInt16BE(E.E_MACHINE),
    e_shoff: header.shoff,
    e_shentsize: header.shentsize,
    e_shnum: header.shnum,
    e_shstrndx: header.shstrndx,
    readSection: (from, start) => {
      const section = parser.parseSection(copyOf(from, start, layout.shentsize), header, NOTHING)
      return { sh_name: section.name, sh_offset: section.off, sh_size: section.size, sh_link: section.link }
    },
  }
}

function layoutOf(elfClass: number): E.ElfLayout {
  if (elfClass === E.ELFCLASS32) return E.ELF32
  if (elfClass === E.ELFCLASS64) return E.ELF64
  throw new KmodError(
    'KMOD_ELF_UNSUPPORTED',
    `Cannot read ELF header: class ${elfClass} is neither 32 nor 64 bit`,
  )
}

function isLittleEndian(data: number): boolean {
  if (data === E.ELFDATA2LSB) return true
  if (data === E.ELFDATA2MSB) return false
  throw new KmodError('KMOD_ELF_UNSUPPORTED', `Cannot read ELF header: byte order ${data} does not exist`)
}

/** elfy takes Buffers only. One for all: making 40,000 of them costs more than filling one as often. */
const scratch = Buffer.alloc(E.ELF64.shentsize)

function copyOf(bytes: Uint8Array, start: number, length: number): Buffer {
  for (let i = 0; i < length; i++) scratch[i] = byteAt(bytes, start + i)
  return scratch
}
