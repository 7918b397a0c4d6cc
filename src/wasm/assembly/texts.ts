/** AssemblyScript. Texts that end with a NUL. */
import { zeroBits } from './byte-runs'

/**
 * First address of a NUL from `start` on, or `end` when there is none before it. Reads eight bytes at a time, and so up
 * to seven past `end`: memory extends further.
 */
export function findNul(start: usize, end: usize): usize {
  for (let at = start; at < end; at += 8) {
    const zeros = zeroBits(load<u64>(at))
    if (zeros !== 0) return min(at + <usize>(ctz(zeros) >> 3), end)
  }
  return end
}

export function isSame(a: usize, b: usize, size: usize): bool {
  for (let i: usize = 0; i < size; i++) if (load<u8>(a + i) !== load<u8>(b + i)) return false
  return true
}
