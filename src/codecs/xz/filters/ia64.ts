/**
 * The IA-64 branch filter. Instructions come in bundles of 16 bytes: a template of 5 bits, then three slots of 41. The
 * template says which slots hold branches; a relative call (opcode 5, branch type 0) has its distance in bundles in
 * bits 13 to 32 and its sign in bit 36.
 *
 * Source of the rules: the manual of the machine, The .xz File Format 1.2.1, 5.3.2, and the output of liblzma 5.8,
 * which the tests compare.
 */
const BUNDLE_SIZE = 16
const SLOT_BITS = 41
const TEMPLATE_BITS = 5
/** By template: bit `i` for a branch in slot `i`. Templates below 16 have none. */
const BRANCH_SLOTS = [4, 4, 6, 6, 0, 0, 7, 7, 4, 4, 0, 0, 4, 4, 0, 0] as const
const FIRST_WITH_BRANCH = 0x10

/** Fields of an instruction: where they start, and how many bits they have. */
const BRANCH_TYPE = { at: 9, size: 3 } as const
const DISTANCE = { at: 13, size: 20 } as const
const SIGN = { at: 36, size: 1 } as const
const OPCODE = { at: 37, size: 4 } as const
const RELATIVE_CALL = 5

interface Field {
  readonly at: number
  readonly size: number
}

/** Decodes `bytes` in place. `start` is the position of the first byte. */
export function decodeIa64(bytes: Uint8Array, start: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 0; at + BUNDLE_SIZE <= bytes.length; at += BUNDLE_SIZE) {
    const slots = BRANCH_SLOTS[(view.getUint8(at) & 0x1f) - FIRST_WITH_BRANCH] ?? 0
    for (let slot = 0; slot < 3; slot++)
      if (slots & (1 << slot)) decodeSlot(view, at, TEMPLATE_BITS + SLOT_BITS * slot, start + at)
  }
}

/** `bit` is where in the bundle the slot starts. */
function decodeSlot(view: DataView, bundle: number, bit: number, position: number): void {
  if (readField(view, bundle, bit, OPCODE) !== RELATIVE_CALL) return
  if (readField(view, bundle, bit, BRANCH_TYPE) !== 0) return
  const stored =
    readField(view, bundle, bit, DISTANCE) | (readField(view, bundle, bit, SIGN) << DISTANCE.size)
  const distance = stored - (position >>> 4)
  writeField(view, bundle, bit, DISTANCE, distance)
  writeField(view, bundle, bit, SIGN, distance >>> DISTANCE.size)
}

/** A field may go on in the next word of 32 bits. */
function readField(view: DataView, bundle: number, bit: number, { at, size }: Field): number {
  const shift = (bit + at) & 31
  const address = bundle + ((bit + at) >> 5) * 4
  const low = view.getUint32(address, true) >>> shift
  const both = shift + size > 32 ? low | (view.getUint32(address + 4, true) << (32 - shift)) : low
  return both & ((1 << size) - 1)
}

/** Writes the lowest bits of `value`. */
function writeField(view: DataView, bundle: number, bit: number, { at, size }: Field, value: number): void {
  const shift = (bit + at) & 31
  const address = bundle + ((bit + at) >> 5) * 4
  const mask = (1 << size) - 1
  const low = view.getUint32(address, true)
  view.setUint32(address, (low & ~(mask << shift)) | ((value & mask) << shift), true)
  if (shift + size <= 32) return
  const high = view.getUint32(address + 4, true)
  view.setUint32(address + 4, (high & ~(mask >>> (32 - shift))) | ((value & mask) >>> (32 - shift)), true)
}
