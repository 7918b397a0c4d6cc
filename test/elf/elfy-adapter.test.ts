import { describe, expect, it } from 'vitest'
import { readElfHeader } from '../../src/elf/elfy-adapter.ts'
import { buildModule, type ModuleSpec } from '../support/elf-builder.ts'
import { FieldWriter } from '../support/elf-writer.ts'
import { FORMATS, refusalOf } from './images.ts'

const build = (spec: ModuleSpec = {}): Buffer => Buffer.from(buildModule(spec))

/** The built module with one byte replaced. */
function withByte(at: number, value: number): Buffer {
  const bytes = build()
  bytes[at] = value
  return bytes
}

describe.each(FORMATS)('readElfHeader() of class $class, $endian', (format) => {
  const bytes = build({ ...format, machine: 0xabcd })
  const headerSize = format.class === 64 ? 64 : 52

  it('reads the fields', () => {
    const header = readElfHeader(bytes, bytes.length)
    const { e_shentsize, e_shnum, e_shstrndx, machine, littleEndian } = header
    expect({ e_shentsize, e_shnum, e_shstrndx, machine, littleEndian }).toEqual({
      e_shentsize: format.class === 64 ? 64 : 40,
      e_shnum: 5,
      e_shstrndx: 4,
      machine: 0xabcd,
      littleEndian: format.endian === 'lsb',
    })
    expect(header.e_shoff).toBe(bytes.length - 5 * e_shentsize)
  })

  it('reads section entries', () => {
    const out = new FieldWriter(format)
    out
      .u32(0x11223344)
      .u32(1)
      .word(2)
      .word(3)
      .word(0x55667788)
      .word(0x99aabbcc)
      .u32(0xddeeff01)
      .u32(0)
      .word(8)
      .word(0)
    const entry = readElfHeader(bytes, bytes.length).readSection(Buffer.from(`junk${out.text}`, 'latin1'), 4)
    expect(entry).toEqual({
      sh_name: 0x11223344,
      sh_offset: 0x55667788,
      sh_size: 0x99aabbcc,
      sh_link: 0xddeeff01,
    })
  })

  it('wants the whole header', () => {
    expect(refusalOf(() => readElfHeader(bytes, headerSize - 1)).code).toBe('KMOD_ELF_MALFORMED')
    expect(readElfHeader(bytes, headerSize).e_shnum).toBe(5)
  })
})

it('readElfHeader() reads 64-bit offsets and sizes of more than 32 bits', () => {
  const bytes = build()
  bytes.writeBigUInt64LE(0x1_0000_0002n, 40)
  const header = readElfHeader(bytes, bytes.length)
  const entry = Buffer.alloc(64)
  entry.writeBigUInt64LE(0x3_0000_0004n, 24)
  entry.writeBigUInt64LE(0xffff_ffff_ffff_ffffn, 32)
  const { sh_offset, sh_size } = header.readSection(entry, 0)
  expect([header.e_shoff, sh_offset, sh_size]).toEqual([0x1_0000_0002, 0x3_0000_0004, 2 ** 64])
})

it('readElfHeader() keeps the byte order of each file apart', () => {
  const [little, big] = [build({ endian: 'lsb' }), build({ endian: 'msb' })]
  const first = readElfHeader(little, little.length)
  const second = readElfHeader(big, big.length)
  const entry = Buffer.alloc(64)
  entry.writeUInt32LE(1, 0)
  expect([first.readSection(entry, 0).sh_name, second.readSection(entry, 0).sh_name]).toEqual([1, 0x01000000])
})

describe('readElfHeader() refuses', () => {
  it.each([
    ['no bytes at all', 0, 'KMOD_NOT_ELF', 'Cannot read ELF header: the magic is missing'],
    ['a few bytes', 6, 'KMOD_NOT_ELF', 'Cannot read ELF header: the magic is missing'],
    ['e_ident alone', 16, 'KMOD_NOT_ELF', 'Cannot read ELF header: the magic is missing'],
    ['one byte more', 17, 'KMOD_ELF_MALFORMED', 'Cannot read ELF header: it is cut after 17 bytes'],
  ])('%s', (_, size, code, message) => {
    const error = refusalOf(() => readElfHeader(build(), size))
    expect([error.code, error.message]).toEqual([code, message])
  })

  it.each([0, 1, 2, 3])('a file whose byte %i is not that of the magic', (at) => {
    expect(refusalOf(() => readElfHeader(withByte(at, 0), 100)).code).toBe('KMOD_NOT_ELF')
  })

  it.each([0, 3, 255])('class %i', (value) => {
    const error = refusalOf(() => readElfHeader(withByte(4, value), 100))
    expect([error.code, error.message]).toEqual([
      'KMOD_ELF_UNSUPPORTED',
      `Cannot read ELF header: class ${value} is neither 32 nor 64 bit`,
    ])
  })

  it.each([0, 3, 255])('byte order %i', (value) => {
    const error = refusalOf(() => readElfHeader(withByte(5, value), 100))
    expect([error.code, error.message]).toEqual([
      'KMOD_ELF_UNSUPPORTED',
      `Cannot read ELF header: byte order ${value} does not exist`,
    ])
  })
})
