/**
 * The input of the facts program (assembly/facts/facts.ts) about a module, in 32-bit words; offsets are in bytes from
 * the start of the file. Written as both TypeScript and AssemblyScript.
 */

/** 1 for ELFCLASS64, 0 for ELFCLASS32. */
export const IS_64 = 0
/** 1 for ELFDATA2LSB, 0 for ELFDATA2MSB. */
export const IS_LITTLE = 1
/** 1 where STT_REGISTER symbols are to be ignored (SPARC). */
export const HAS_REGISTERS = 2
export const FILE_SIZE = 3
/** The section table, which is inside the file. */
export const SECTION_TABLE = 4
export const SECTION_COUNT = 5

/** From here on the start and end of each section; both 0 for a missing one. */
export const SECTIONS = 6
export const MODINFO = 6
export const SYMTAB = 8
export const STRTAB = 10
export const SYMTAB_SHNDX = 12
export const KSYMTAB_STRINGS = 14
export const VERSIONS = 16
export const VERSION_EXT_CRCS = 18
export const VERSION_EXT_NAMES = 20
/** From here on the sections that only traits need (facts/traits-table.ts). */
export const KFLAGSTAB = 22
export const BUILD_ID = 24
export const REQUEST_WORDS = 26
