/**
 * The input of `encode` of the index program (assembly/trie/trie.ts), in 32-bit words; addresses are in bytes. Written
 * as both TypeScript and AssemblyScript.
 */

/** Entries. */
export const COUNT = 0
/** The bytes of all keys, and where each of them starts. */
export const KEYS = 1
export const KEY_BOUNDS = 2
/** The order of the keys, as orderKeys() has left it. */
export const SORTED = 3
/** The column of the values: bytes, and where each text starts; by entry the row of its text. */
export const VALUES = 4
export const VALUE_BOUNDS = 5
export const VALUE_ROWS = 6
/** Number of bytes to cut from the end of each value. */
export const VALUE_CUT = 7
/** By entry. */
export const PRIORITIES = 8
/** workspaceSize() bytes; the file is written after them. */
export const WORKSPACE = 9
/** 1 for nodes before their children, 0 for nodes after them. */
export const IS_PRE_ORDER = 10
export const REQUEST_WORDS = 11
