/** AssemblyScript. What the tables program asks of JavaScript. */

/** Makes UTF-8 of bytes that are none: returns the address of a length in 32 bits, which the bytes follow. */
export declare function cleanText(start: usize, size: u32): usize
