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
const DISTANCE = (0xfffffn << 13n) | (1n << 36n)

/** Decodes `bytes` in place. `start` is the position of the first byte. */
export function decodeIa64(bytes: Uint8Array, start: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 0; at + BUNDLE_SIZE <= bytes.length; at += BUNDLE_SIZE) {
    const slots = BRANCH_SLOTS[(view.getUint8(at) & 0x1f) - FIRST_WITH_BRANCH] ?? 0
    for (let slot = 0; slot < 3; slot++)
      if (slots & (1 << slot)) decodeSlot(view, at, TEMPLATE_BITS + SLOT_BITS * slot, start + at)
  }
}

/** `bit` is where in the bundle the slot starts; it lies within the 8 bytes that are read and the bundle. */
function decodeSlot(view: DataView, bundle: number, bit: number, position: number): void {
  const at = bundle + Math.min(bit >> 3, BUNDLE_SIZE - 8)
  const shift = BigInt(bit - (at - bundle) * 8)
  const held = view.getBigUint64(at, true)
  const instruction = held >> shift
  if (((instruction >> 37n) & 0xfn) !== 5n || ((instruction >> 9n) & 7n) !== 0n) return
  const stored = Number((instruction >> 13n) & 0xfffffn) | (Number((instruction >> 36n) & 1n) << 20)
  const distance = BigInt((stored - (position >>> 4)) & 0x1fffff)
  const decoded = ((distance & 0xfffffn) << 13n) | ((distance >> 20n) << 36n)
  view.setBigUint64(at, (held & ~(DISTANCE << shift)) | (decoded << shift), true)
}
