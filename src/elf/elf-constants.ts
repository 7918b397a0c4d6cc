/** Offsets and values of the System V gABI, chapters 4 and 5, under the names that it gives them. */

export const ELFMAG = [0x7f, 0x45, 0x4c, 0x46] as const
export const EI_CLASS = 4
export const EI_DATA = 5
export const EI_NIDENT = 16
export const ELFCLASS32 = 1
export const ELFCLASS64 = 2
export const ELFDATA2LSB = 1
export const ELFDATA2MSB = 2

export const E_MACHINE = 18
export const EM_SPARC = 2
export const EM_SPARCV9 = 43

export const SHN_UNDEF = 0
export const SHN_LORESERVE = 0xff00
export const SHN_ABS = 0xfff1
export const SHN_XINDEX = 0xffff

export const STB_WEAK = 2
export const STT_REGISTER = 13

/** What differs between the two classes: sizes of headers and the layout of a symbol. */
export interface ElfLayout {
  readonly ehsize: number
  readonly shentsize: number
  /** Bytes of one symbol, and where its fields are. */
  readonly symbolSize: number
  readonly st_name: number
  readonly st_value: number
  readonly st_info: number
  readonly st_shndx: number
}

export const ELF32: ElfLayout = {
  ehsize: 52,
  shentsize: 40,
  symbolSize: 16,
  st_name: 0,
  st_value: 4,
  st_info: 12,
  st_shndx: 14,
}

export const ELF64: ElfLayout = {
  ehsize: 64,
  shentsize: 64,
  symbolSize: 24,
  st_name: 0,
  st_info: 4,
  st_shndx: 6,
  st_value: 8,
}
