/**
 * The layout of a table of facts as the facts program (assembly/facts/joined.ts) reads it, in 32-bit words, which are
 * addresses. Written as both TypeScript and AssemblyScript.
 */

/** The names, and by id there the id here: -1 for a name without one. Without ids (0) they are the same. */
export const NAME_BYTES = 0
export const NAME_STARTS = 1
export const NAME_IDS = 2

/** Symbols: where the rows of each module start, and their columns. */
export const EXPORTED = 3
export const NEEDED = 8
export const SYMBOL_STARTS = 0
export const SYMBOL_NAME = 1
export const SYMBOL_CRC_LOW = 2
export const SYMBOL_CRC_HIGH = 3
export const SYMBOL_FLAGS = 4

export const FIELD_STARTS = 13
export const FIELD_KIND = 14
export const TEXT_ENDS = 15
export const TEXTS = 16

export const TABLE_WORDS = 17
