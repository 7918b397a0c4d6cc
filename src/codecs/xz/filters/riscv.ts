/**
 * The RISC-V branch filter (liblzma 5.6 and later): JAL with a return address in x1 or x5, and pairs of AUIPC and an
 * instruction that adds the low 12 bits to it. Targets are stored with their highest byte first.
 *
 * A converted pair is stored as AUIPC to x2, which code does not contain: its upper 20 bits hold the low ones of the
 * second instruction, and the next word the target. Where code does have AUIPC to x0 or x2 that would look like that,
 * it is stored as a pair with another register, and is turned back here as well.
 *
 * Source of the rules: the RISC-V instruction set manual, The .xz File Format 1.2.1, 5.3.2, and the output of liblzma
 * 5.8, which the tests compare.
 */
const JAL_X1_TO_X31 = 0xef
const AUIPC = 0x17
/** AUIPC to x2: bits 0 to 11 of a converted pair. */
const AUIPC_X2 = AUIPC | (2 << 7)
/** Both instructions of a pair. */
const PAIR_SIZE = 8

/** Decodes `bytes` in place. `start` is the position of the first byte. */
export function decodeRiscV(bytes: Uint8Array, start: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 0; at + PAIR_SIZE <= bytes.length; ) {
    const low = view.getUint8(at)
    if (low === JAL_X1_TO_X31) at += decodeJal(view, at, start + at)
    else if ((low & 0x7f) === AUIPC) at += decodeAuipc(view, at, start + at)
    else at += 2
  }
}

/** @returns how many bytes to go on */
function decodeJal(view: DataView, at: number, position: number): number {
  const first = view.getUint8(at + 1)
  // Bits of the register but for those in which x1 and x5 differ.
  if ((first & 0x0d) !== 0) return 2
  const stored = ((first & 0xf0) << 13) | (view.getUint8(at + 2) << 9) | (view.getUint8(at + 3) << 1)
  const distance = stored - position
  view.setUint8(at + 1, (first & 0x0f) | ((distance >>> 8) & 0xf0))
  view.setUint8(at + 2, ((distance >>> 16) & 0x0f) | ((distance >>> 7) & 0x10) | ((distance << 4) & 0xe0))
  view.setUint8(at + 3, ((distance >>> 4) & 0x7f) | ((distance >>> 13) & 0x80))
  return 4
}

/** @returns how many bytes to go on */
function decodeAuipc(view: DataView, at: number, position: number): number {
  const word = view.getUint32(at, true)
  const register = (word >>> 7) & 0x1f
  if (register !== 0 && register !== 2) {
    const second = view.getUint32(at + 4, true)
    if (!isPair(register, second)) return 6
    // Not a converted pair: an AUIPC to x2 that was moved out of the way.
    view.setUint32(at, (AUIPC_X2 | (second << 12)) >>> 0, true)
    view.setUint32(at + 4, ((word & 0xfffff000) + (second >>> 20)) >>> 0, true)
    return PAIR_SIZE
  }
  const target = word >>> 27
  if (!isConverted(word, target)) return 4
  const distance = (view.getUint32(at + 4, false) - position) >>> 0
  view.setUint32(at, (AUIPC | (target << 7) | ((distance + 0x800) & 0xfffff000)) >>> 0, true)
  view.setUint32(at + 4, ((word >>> 12) | (distance << 20)) >>> 0, true)
  return PAIR_SIZE
}

/** Whether the second of two instructions is of 32 bits and reads the register that the first one has set. */
const isPair = (register: number, second: number): boolean =>
  (second & 3) === 3 && ((second >>> 15) & 0x1f) === register

/** Whether this is AUIPC to x2, the second instruction is of 32 bits, and its register is neither x0 nor x2. */
const isConverted = (word: number, register: number): boolean =>
  (word & 0x3fff) === (AUIPC_X2 | (3 << 12)) && register !== 0 && register !== 2
