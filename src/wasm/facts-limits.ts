/**
 * Limits on the contents of a module. A file of 64 KiB that expands to 64 MiB can have millions of symbols, all of them
 * named by the tail of one string of megabytes: the result must be bounded by more than the file's size. Each limit is
 * at least ten times what the largest modules of distributions have. kmod: no limits.
 *
 * Written as both TypeScript and AssemblyScript.
 */

/** Largest seen: some 60,000. */
export const MAX_SYMBOLS = 4194304
/** Bytes. The kernel's own limit, KSYM_NAME_LEN, is 512. */
export const MAX_SYMBOL_NAME_LENGTH = 4096
/** Bytes of all names of a module together; tails that names share are counted each time. Largest seen: some 1 MiB. */
export const MAX_SYMBOL_NAMES_SIZE = 67108864
/** Bytes. Largest seen: some 100 KiB. */
export const MAX_MODINFO_SIZE = 16777216
/** Largest seen: some 2,000. */
export const MAX_MODINFO_FIELDS = 262144

/** The verdict of the facts program on a module. From EXCEEDED_SYMBOLS on: which limit it exceeds. */
export const SOUND = 0
export const UNTERMINATED_NAME = 1
export const EXCEEDED_SYMBOLS = 2
export const EXCEEDED_NAME_LENGTH = 3
export const EXCEEDED_NAMES_SIZE = 4
export const EXCEEDED_MODINFO_SIZE = 5
export const EXCEEDED_MODINFO_FIELDS = 6
