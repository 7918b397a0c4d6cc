/** What the sections of a cache (section-file.ts) have in them besides bytes: numbers, and lists of texts. */

/** The memory of numbers, as bytes. */
export const bytesIn = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

/** A section of 64-bit numbers: a view, because sections are aligned. */
export const longsIn = ({ buffer, byteOffset, byteLength }: Uint8Array): BigInt64Array =>
  new BigInt64Array(buffer, byteOffset, byteLength >>> 3)

const SEPARATOR = '\0'

/** Texts without NUL as one. */
export const joinTexts = (texts: readonly string[]): string => texts.join(SEPARATOR)

/** The texts that were joined; one empty text, if there were none. */
export const splitTexts = (joined: string): string[] => joined.split(SEPARATOR)
