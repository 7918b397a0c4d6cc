/**
 * The x86 branch filter: CALL (E8) and JMP (E9) with a distance of 32 bits, whose highest byte is 00 or FF. Decoding
 * subtracts the position after the instruction.
 *
 * Instructions start anywhere, so that an E8 may as well be data: how far the last such bytes are away decides whether
 * one counts, and which bytes of the distance might themselves be taken for one.
 *
 * Source of the rules: The .xz File Format 1.2.1, 5.3.2, and the output of liblzma 5.8, which the tests compare.
 */
const OPCODES = 0xe8
const INSTRUCTION_SIZE = 5
/** Of the candidates 1 to 3 bytes before (bits 1 to 3): whether there may be a call here all the same. */
const MAY_FOLLOW = [true, true, true, false, true, false, false, false] as const
/** The byte of the distance, from the highest, that would be the highest of the nearest candidate. */
const DOUBTFUL_BYTE = [0, 1, 2, 2, 3, 3, 3, 3] as const
/** A candidate that was passed over, by its age in bytes; and that its highest byte was one of a distance. */
const CANDIDATE = 0x01
const CANDIDATE_WITH_DISTANCE = 0x10
/** What of the history survives getting one byte older. */
const NOT_TOO_OLD = 0x77

const isSignByte = (byte: number): boolean => byte === 0x00 || byte === 0xff

/** Decodes `bytes` in place. `start` is the position of the first byte. */
export function decodeX86(bytes: Uint8Array, start: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let history = 0
  let last = -INSTRUCTION_SIZE
  for (let at = 0; at + INSTRUCTION_SIZE <= bytes.length; ) {
    if ((view.getUint8(at) & 0xfe) !== OPCODES) {
      at++
      continue
    }
    history = older(history, at - last)
    last = at
    const hasSign = isSignByte(view.getUint8(at + 4))
    if (hasSign && history >> 1 < 0x10 && MAY_FOLLOW[(history >> 1) & 7]) {
      const distance = distanceOf(view.getUint32(at + 1, true), start + at + INSTRUCTION_SIZE, history)
      // 25 bits, of which the highest is the sign
      view.setInt32(at + 1, (distance << 7) >> 7, true)
      history = 0
      at += INSTRUCTION_SIZE
    } else {
      history |= hasSign ? CANDIDATE | CANDIDATE_WITH_DISTANCE : CANDIDATE
      at++
    }
  }
}

function older(history: number, bytes: number): number {
  if (bytes > INSTRUCTION_SIZE) return 0
  let aged = history
  for (let i = 0; i < bytes; i++) aged = (aged & NOT_TOO_OLD) << 1
  return aged
}

/** Repeats the conversion as long as its result could be taken for a distance of the candidate before it. */
function distanceOf(stored: number, position: number, history: number): number {
  let source = stored
  for (;;) {
    const distance = (source - position) >>> 0
    if (history === 0) return distance
    const shift = 24 - (DOUBTFUL_BYTE[history >> 1] ?? 0) * 8
    if (!isSignByte((distance >>> shift) & 0xff)) return distance
    source = (distance ^ (2 ** (shift + 8) - 1)) >>> 0
  }
}
