/** AssemblyScript. Functions that the facts program imports from JavaScript. */

/**
 * Loads bytes `start` to `end` of the file; both are inside it.
 * @returns the offset from which everything up to the end of the file is loaded
 */
export declare function askForRange(start: u32, end: u32): u32
