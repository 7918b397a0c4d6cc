/**
 * The binary index files of kmod (modules.dep.bin, modules.alias.bin, ...): a trie of keys, each with values that carry
 * a priority. All integers are big-endian.
 *
 *     0   u32 magic 0xB007F457
 *     4   u32 version: major 2 in the high half, minor 1 in the low
 *     8   u32 reference to the root
 *     12  nodes
 *
 * A reference is the offset of a node in its low 28 bits, with flags in the high bits that say which parts the node
 * has; 0 is "no such child". The parts of a node stand in this order:
 *
 *     flag 0x80000000   prefix: bytes, NUL
 *     flag 0x20000000   u8 first, u8 last, then last - first + 1 references: child `c` is number c - first
 *     flag 0x40000000   u32 count, then per value: u32 priority, bytes, NUL
 *
 * A child is reached by one byte of the key, and its prefix holds the bytes that follow. The root has no prefix. Keys
 * and values are 7-bit ASCII without NUL. Values of one key stand by ascending priority; of equal ones the value that
 * was added last comes first.
 *
 * Layout: kmod >= 34 writes each node before its children, the root at 12; kmod <= 33 wrote the children first and the
 * root last. The sizes are the same, and every reader reads both.
 */
export {
  FLAG_CHILDREN,
  FLAG_PREFIX,
  FLAG_VALUES,
  HEADER_SIZE,
  INDEX_MAGIC,
  INDEX_VERSION,
  OFFSET_MASK,
} from '../wasm/index-constants.ts'

import { OFFSET_MASK } from '../wasm/index-constants.ts'

/**
 * Values of an index, or of one answer from it: 40,000 modules have some 300,000. A file of 256 MiB has room for 50
 * million, for which no process has the memory. kmod: none.
 */
export const MAX_INDEX_VALUES = 4_194_304

/** A reference has 28 bits for an offset. kmod does not check; a larger index would be silently wrong. */
export const MAX_INDEX_SIZE = OFFSET_MASK

export const INDEX_LAYOUTS = ['pre-order', 'post-order'] as const
export type IndexLayout = (typeof INDEX_LAYOUTS)[number]

export const isIndexLayout = (text: string): text is IndexLayout =>
  (INDEX_LAYOUTS as readonly string[]).includes(text)
