/**
 * Branch filters of machines whose instructions have a fixed width: ARM, ARM-Thumb, ARM64, PowerPC and SPARC. A call
 * holds how far its target is from the instruction; the filter stores the target's position instead, so that calls of
 * one function from different places become the same bytes. Decoding subtracts the position again.
 *
 * Sources of the rules: The .xz File Format 1.2.1, 5.3.2 (IDs and alignment), the manuals of the machines (encoding of
 * their instructions), and the output of liblzma 5.8, which the tests compare: no standard says which instructions a
 * filter converts.
 *
 * Positions and addresses are 32 bits and wrap around.
 */

/** Decodes `bytes` in place. `start` is the position of the first byte. */
export type BranchDecoder = (bytes: Uint8Array, start: number) => void

/** Calls `convert` with each whole word that is aligned to 4 bytes, and stores what it returns. */
const eachWord =
  (littleEndian: boolean, convert: (word: number, position: number) => number): BranchDecoder =>
  (bytes, start) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    for (let at = 0; at + 4 <= bytes.length; at += 4) {
      const word = view.getUint32(at, littleEndian)
      const decoded = convert(word, (start + at) >>> 0)
      if (decoded !== word) view.setUint32(at, decoded, littleEndian)
    }
  }

/** BL, always executed: the low 24 bits are the distance in words from the instruction after the next one. */
export const decodeArm = eachWord(true, (word, position) =>
  word >>> 24 === 0xeb ? (0xeb000000 | ((word - ((position + 8) >>> 2)) & 0x00ffffff)) >>> 0 : word,
)

/** BL with the link bit and a relative target: the distance takes bits 2 to 25. */
export const decodePowerPc = eachWord(false, (word, position) =>
  word >>> 26 === 0x12 && (word & 3) === 1
    ? (0x48000001 | (((word & 0x03fffffc) - position) & 0x03fffffc)) >>> 0
    : word,
)

/** CALL whose distance in words, 30 bits, fits 23 with its sign: it is extended from 23 bits again. */
export const decodeSparc = eachWord(false, (word, position) => {
  const top = word >>> 22
  if (top !== 0x100 && top !== 0x1ff) return word
  const distance = (((word << 2) - position) >>> 2) & 0x007fffff
  const extended = distance & 0x00400000 ? distance | 0x3fc00000 : distance
  return (0x40000000 | (extended & 0x3fffffff)) >>> 0
})

/** BL, and ADRP whose distance, in pages of 4 KiB, fits 18 bits with its sign. */
export const decodeArm64 = eachWord(true, (word, position) => {
  if (word >>> 26 === 0x25) return (0x94000000 | ((word - (position >>> 2)) & 0x03ffffff)) >>> 0
  if ((word & 0x9f000000) >>> 0 !== 0x90000000) return word
  const pages = ((word >>> 29) & 3) | ((word >>> 3) & 0x001ffffc)
  if (((pages + 0x00020000) & 0x001c0000) !== 0) return word
  const distance = pages - (position >>> 12)
  const sign = distance & 0x00020000 ? 0x00e00000 : 0
  return ((word & 0x9000001f) | ((distance & 3) << 29) | ((distance & 0x0003fffc) << 3) | sign) >>> 0
})

/** BL of two half words, 11 bits of the distance in half words each, the high ones first. */
export function decodeArmThumb(bytes: Uint8Array, start: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 0; at + 4 <= bytes.length; at += 2) {
    const [first, second] = [view.getUint16(at, true), view.getUint16(at + 2, true)]
    if (first >>> 11 !== 0x1e || second >>> 11 !== 0x1f) continue
    const target = ((first & 0x7ff) << 11) | (second & 0x7ff)
    const distance = target - ((start + at + 4) >>> 1)
    view.setUint16(at, 0xf000 | ((distance >>> 11) & 0x7ff), true)
    view.setUint16(at + 2, 0xf800 | (distance & 0x7ff), true)
    at += 2
  }
}
