/**
 * A second, independent reader of `__versions`, so that Module.symvers is not made by the code under test. For
 * well-formed modules only.
 */
export interface SymbolVersion {
  readonly name: string
  readonly crc: number
}

const RECORD = 64

/** Offsets after the System V gABI: header fields, then fields of a section header. */
const LAYOUT = {
  32: { e_shoff: 32, e_shentsize: 46, e_shnum: 48, e_shstrndx: 50, sh_offset: 16, sh_size: 20 },
  64: { e_shoff: 40, e_shentsize: 58, e_shnum: 60, e_shstrndx: 62, sh_offset: 24, sh_size: 32 },
} as const

export function symbolVersions(module: Buffer): SymbolVersion[] {
  const wide = module[4] === 2
  const little = module[5] === 1
  const at = LAYOUT[wide ? 64 : 32]
  const u16 = (offset: number) => (little ? module.readUInt16LE(offset) : module.readUInt16BE(offset))
  const u32 = (offset: number) => (little ? module.readUInt32LE(offset) : module.readUInt32BE(offset))
  const u64 = (offset: number) =>
    Number(little ? module.readBigUInt64LE(offset) : module.readBigUInt64BE(offset))
  const word = wide ? u64 : u32
  const header = (i: number) => word(at.e_shoff) + i * u16(at.e_shentsize)
  const content = (i: number): Buffer => {
    const start = word(header(i) + at.sh_offset)
    return module.subarray(start, start + word(header(i) + at.sh_size))
  }

  const names = content(u16(at.e_shstrndx))
  for (let i = 1; i < u16(at.e_shnum); i++)
    if (text(names.subarray(u32(header(i)))) === '__versions') return records(content(i), { wide, little })
  return []
}

const text = (bytes: Buffer): string => bytes.toString('latin1', 0, bytes.indexOf(0))

/** The CRC is an address-sized word, of which only the low 32 bits are used; the name fills the rest. */
function records(section: Buffer, { wide, little }: { wide: boolean; little: boolean }): SymbolVersion[] {
  const found: SymbolVersion[] = []
  const low = wide && !little ? 4 : 0
  for (let start = 0; start < section.length; start += RECORD) {
    const crc = little ? section.readUInt32LE(start + low) : section.readUInt32BE(start + low)
    found.push({ name: text(section.subarray(start + (wide ? 8 : 4))), crc })
  }
  return found
}
