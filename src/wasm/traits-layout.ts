/**
 * The row of a module in the column of traits (facts/traits-table.ts), in 32-bit words. Written as both TypeScript and
 * AssemblyScript.
 */

/** TRAITS_* below, and the machine from bit 16 on. */
export const HEAD = 0
export const UNDEFINED_COUNT = 1
/** Ends of the parts of its text, in this order: .modinfo, records of exports, the build ID in bytes. */
export const MODINFO_END = 2
export const EXPORTS_END = 3
export const BUILD_ID_END = 4
/** Where the first value of `license` and of `vermagic` are in the text, plus one; 0 for a module without it. */
export const LICENSE = 5
export const VERMAGIC = 6
export const ROW_WORDS = 7

export const TRAITS_KNOWN = 1
export const TRAITS_64 = 2
export const TRAITS_LITTLE = 4
export const TRAITS_BASIC = 8
export const TRAITS_EXTENDED = 16
/** Some export is in a namespace. */
export const TRAITS_NAMESPACES = 32
/** It imports a namespace. */
export const TRAITS_IMPORTS = 64
/** It has a build ID, though perhaps one of no bytes. */
export const TRAITS_BUILD_ID = 128

/** The first byte of the record of an export; its name and its namespace follow, each ended by NUL. */
export const GPL_ONLY = 0x47
export const FOR_ALL = 0x2d
