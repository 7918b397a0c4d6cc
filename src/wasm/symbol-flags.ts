/** Flags of a symbol in the facts. Written as both TypeScript and AssemblyScript. */

/** A needed symbol may stay unknown. */
export const WEAK = 1

/**
 * Differences between kmod's list of exports, which is what indexes hold, and the kernel's table of exports. kmod takes
 * the names after `__crc_` or, without modversions, all strings of `__ksymtab_strings`, the names of symbol namespaces
 * among them. The kernel takes what has an entry in `__ksymtab`, which the symbol `__ksymtab_NAME` points to.
 */
export const ONLY_LISTED = 2
export const ONLY_IN_KSYMTAB = 4
