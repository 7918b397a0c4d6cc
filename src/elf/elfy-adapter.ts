/**
 * The only file that uses elfy. elfy reads the header of any class and byte order; it checks nothing, so everything is
 * checked here before and after:
 *
 * - magic, class, byte order and length before it sees the header;
 * - only the fields that it reads correctly are used (it reads EI_OSABI and EI_ABIVERSION at wrong offsets);
 * - 64-bit offsets are compared with the size of the file before they are used as positions;
 * - it gets one header, never a whole file to slice. Section entries are read in elf-image.ts: elfy creates an object
 *   for each flag of each entry, which takes longer than reading the rest of a module.
 */
import elfy from 'elfy'
import { byteAt } from '../base/bytes.ts'
import { KmodError } from '../base/errors.ts'
import * as E from './elf-constants.ts'

export interface ElfHeader {
  readonly layout: E.ElfLayout
  readonly littleEndian: boolean
  readonly machine: number
  /** Raw fields of the header; elf-image.ts resolves extended numbering. */
  readonly e_shoff: number
  readonly e_shentsize: number
  readonly e_shnum: number
  readonly e_shstrndx: number
}

/**
 * Reads the ELF header at the start of `bytes`, of which `size` are meaningful.
 * kmod: a wrong magic, or no more than e_ident, gives "Exec format error".
 * @throws KmodError KMOD_ELF_MALFORMED, KMOD_NOT_ELF or KMOD_ELF_UNSUPPORTED
 */
export function readElfHeader(bytes: Uint8Array, size: number): ElfHeader {
  if (size <= E.EI_NIDENT || !E.ELFMAG.every((value, i) => byteAt(bytes, i) === value))
    throw new KmodError('KMOD_NOT_ELF', 'Cannot read ELF header: the magic is missing')
  const layout = layoutOf(byteAt(bytes, E.EI_CLASS))
  const littleEndian = isLittleEndian(byteAt(bytes, E.EI_DATA))
  if (size < layout.ehsize)
    throw new KmodError('KMOD_ELF_MALFORMED', `Cannot read ELF header: it is cut after ${size} bytes`)

  const raw = copyOf(bytes, layout.ehsize)
  const header = new elfy.Parser().parseHeader(raw)
  return {
    layout,
    littleEndian,
    machine: littleEndian ? raw.readUInt16LE(E.E_MACHINE) : raw.readUInt16BE(E.E_MACHINE),
    e_shoff: header.shoff,
    e_shentsize: header.shentsize,
    e_shnum: header.shnum,
    e_shstrndx: header.shstrndx,
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

/** elfy accepts only Buffers. One is reused: creating 4,000 of them costs more than filling one as often. */
const scratch = Buffer.alloc(E.ELF64.ehsize)

function copyOf(bytes: Uint8Array, length: number): Buffer {
  for (let i = 0; i < length; i++) scratch[i] = byteAt(bytes, i)
  return scratch
}
