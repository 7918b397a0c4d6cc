/** Tables of a kernel as the tables program numbers them. Written as both TypeScript and AssemblyScript. */

export const MODULES = 0
export const EXPORTS = 1
export const IMPORTS = 2
export const ALIASES = 3
export const PARAMETERS = 4
export const FIRMWARE = 5
export const DEPENDENCIES = 6

/** A text that is not there. */
export const NONE = 0xffffffff
/** The second word of a number that is not there; numbers have 53 bits. */
export const NO_NUMBER = 0x80000000
/** A flag that is neither 0 nor 1. */
export const UNKNOWN = 2

/** Words for each signature of modules: texts. */
export const STATE = 0
export const SIGNER = 1
export const KEY_ID = 2
export const DIGEST = 3
export const SIGNATURE_WORDS = 4
