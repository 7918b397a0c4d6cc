/** Offsets and values of the System V gABI, chapters 4 and 5, under the names used there. */

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
export const SHN_XINDEX = 0xffff

/** The differences between the two classes: sizes of headers and the layout of a section entry. */
export interface ElfLayout {
  readonly ehsize: number
  readonly shentsize: number
  /** Bytes of an address, an offset or a size. */
  readonly wordSize: 4 | 8
  readonly sh_offset: number
  readonly sh_size: number
  readonly sh_link: number
}

export const ELF32: ElfLayout = {
  ehsize: 52,
  shentsize: 40,
  wordSize: 4,
  sh_offset: 16,
  sh_size: 20,
  sh_link: 24,
}

export const ELF64: ElfLayout = {
  ehsize: 64,
  shentsize: 64,
  wordSize: 8,
  sh_offset: 24,
  sh_size: 32,
  sh_link: 40,
}
