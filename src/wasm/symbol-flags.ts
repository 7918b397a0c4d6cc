/** Bits that say more of a symbol in the facts. Written so that both TypeScript and AssemblyScript read it. */

/** A needed symbol may stay unknown. */
export const WEAK = 1

/**
 * Where kmod's list of exports, which is what indexes hold, and the kernel's table of exports differ. kmod takes the
 * names behind `__crc_` or, without modversions, all strings of `__ksymtab_strings`, the names of symbol namespaces
 * among them. The kernel knows what has an entry in `__ksymtab`, to which the symbol `__ksymtab_NAME` leads.
 */
export const ONLY_LISTED = 2
export const ONLY_IN_KSYMTAB = 4
