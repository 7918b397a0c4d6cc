/**
 * Constants of the index format, which indexes/index-format.ts describes. Written as both TypeScript and
 * AssemblyScript.
 */
export const INDEX_MAGIC = 0xb007f457
export const INDEX_VERSION = 0x00020001
export const HEADER_SIZE = 12

export const FLAG_PREFIX = 0x80000000
export const FLAG_VALUES = 0x40000000
export const FLAG_CHILDREN = 0x20000000
export const OFFSET_MASK = 0x0fffffff
