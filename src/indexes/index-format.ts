/**
 * The binary index files of kmod (modules.dep.bin, modules.alias.bin, ...): a trie of keys, each with values that carry
 * a priority. All integers are big-endian.
 *
 *     0   u32 magic 0xB007F457
 *     4   u32 version: major 2 in the high half, minor 1 in the low
 *     8   u32 reference to the root
 *     12  nodes
 *
 * A reference is the offset of a node in its low 28 bits, with flags in the high bits for the parts of the node; 0 is
 * "no such child". The parts of a node are in this order:
 *
 *     flag 0x80000000   prefix: bytes, NUL
 *     flag 0x20000000   u8 first, u8 last, then last - first + 1 references: child `c` is number c - first
 *     flag 0x40000000   u32 count, then per value: u32 priority, bytes, NUL
 *
 * A child is reached by one byte of the key, and its prefix is the bytes that follow. The root has no prefix. Keys
 * and values are 7-bit ASCII without NUL. Values of one key are sorted by ascending priority; of equal ones the value
 * that was added last is first.
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
 * The limit of values in an index, or in one result: 40,000 modules have some 300,000. A file of 256 MiB can contain 50
 * million, more than a process has memory for. kmod: no limit.
 */
export const MAX_INDEX_VALUES = 4_194_304

/** A reference has 28 bits for an offset. kmod does not check; its larger indexes would be silently wrong. */
export const MAX_INDEX_SIZE = OFFSET_MASK

/** Longer keys are treated as a loop in the trie; the aliases of real modules are shorter than 300 bytes. */
export const MAX_KEY_LENGTH = 16 * 1024

/** A value of modules.dep.bin is a line of modules.dep: a path for each of its dependencies. */
export const MAX_VALUE_LENGTH = 1024 * 1024

export const INDEX_LAYOUTS = ['pre-order', 'post-order'] as const
export type IndexLayout = (typeof INDEX_LAYOUTS)[number]

/** Whether `text` names a layout. */
export const isIndexLayout = (text: string): text is IndexLayout =>
  (INDEX_LAYOUTS as readonly string[]).includes(text)
