import { describe, expect, it } from 'vitest'
import { readElfHeader } from '../../src/elf/elfy-adapter.ts'
import { buildModule, type ModuleSpec } from '../support/elf-builder.ts'
import { refusalOf } from '../support/refusal.ts'
import { FORMATS } from './images.ts'

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

  it('wants the whole header', () => {
    expect(refusalOf(() => readElfHeader(bytes, headerSize - 1)).code).toBe('KMOD_ELF_MALFORMED')
    expect(readElfHeader(bytes, headerSize).e_shnum).toBe(5)
  })
})

it('readElfHeader() reads a 64-bit offset of more than 32 bits', () => {
  const bytes = build()
  bytes.writeBigUInt64LE(0x1_0000_0002n, 40)
  const header = readElfHeader(bytes, bytes.length)
  expect(header.e_shoff).toBe(0x1_0000_0002)
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
