/** What the tables program says of a column chunk that it has encoded, in 32-bit words. Written as both TypeScript and AssemblyScript. */

/** Distinct values; 0 if there is no dictionary. */
export const DICTIONARY_COUNT = 0
/** Addresses of pages, their compressed and their plain sizes. */
export const DICTIONARY = 1
export const DICTIONARY_SIZE = 2
export const DICTIONARY_PLAIN_SIZE = 3
export const DATA = 4
export const DATA_SIZE = 5
export const DATA_PLAIN_SIZE = 6
export const NULLS = 7
/** Where the bytes of the least and of the greatest value are, and how many there are; not set if all values are null. */
export const MIN = 8
export const MIN_SIZE = 9
export const MAX = 10
export const MAX_SIZE = 11
export const CHUNK_WORDS = 12

/** Kinds of columns. */
export const TEXT = 0
export const INTEGER = 1
export const BOOLEAN = 2
