/** AssemblyScript. What the facts program asks of the JavaScript around it. */

/**
 * Makes bytes `start` to `end` of the file meaningful; both are inside it.
 * @returns from where on all bytes are
 */
export declare function askForRange(start: u32, end: u32): u32
