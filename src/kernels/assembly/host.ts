/** AssemblyScript. What programs ask of the JavaScript around them. */

/** Makes bytes `start` to `end` of the file meaningful; both are inside it. */
export declare function loadRange(start: u32, end: u32): void
