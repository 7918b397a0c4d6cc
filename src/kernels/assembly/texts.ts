/** AssemblyScript. Texts that end with a NUL. */

/** The lowest and the highest bit of each byte. */
const LOW_BITS: u64 = u64.MAX_VALUE / 0xff
const HIGH_BITS: u64 = LOW_BITS << 7

/**
 * First address of a NUL from `start` on, or `end` when there is none before it. Looks at eight bytes at a time, and so
 * at up to seven behind `end`: memory goes on there.
 */
export function findNul(start: usize, end: usize): usize {
  for (let at = start; at < end; at += 8) {
    const bytes = load<u64>(at)
    // The lowest bit that is set is in the first byte that is 0.
    const zeros = (bytes - LOW_BITS) & ~bytes & HIGH_BITS
    if (zeros !== 0) return min(at + <usize>(ctz(zeros) >> 3), end)
  }
  return end
}

export function isSame(a: usize, b: usize, size: usize): bool {
  for (let i: usize = 0; i < size; i++) if (load<u8>(a + i) !== load<u8>(b + i)) return false
  return true
}
