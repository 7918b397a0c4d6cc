/**
 * AssemblyScript. Operations on runs of bytes, eight at a time: V8's first compiler, whose code most of a run of 0.3 s
 * executes, spends as much on an instruction for one byte as on one for eight. All of them read up to seven bytes past
 * the end, and `copy` writes there too: memory extends past everything that is placed in it.
 */

/** The lowest and the highest bit of each byte. */
const LOW_BITS: u64 = u64.MAX_VALUE / 0xff
const HIGH_BITS: u64 = LOW_BITS << 7

/** `byte` eight times. */
export function eightOf(byte: u64): u64 {
  return LOW_BITS * byte
}

/** Sets the highest bit of the first of eight bytes that is 0, and perhaps further bits above it; else 0. */
export function zeroBits(bytes: u64): u64 {
  return (bytes - LOW_BITS) & ~bytes & HIGH_BITS
}

/** Whether one of eight bytes is 0. */
export function hasZero(bytes: u64): bool {
  return zeroBits(bytes) !== 0
}

/** Whether one of eight bytes is NUL or above 7-bit ASCII. */
export function hasForeign(bytes: u64): bool {
  return (((bytes - LOW_BITS) | bytes) & HIGH_BITS) !== 0
}

/** The bits of the first `count` of eight bytes; `count` is less than 8. */
export function firstBytes(count: usize): u64 {
  return ((<u64>1) << ((<u64>count) << 3)) - 1
}

/** The bits of those bytes that are the same in both; all of them are 7-bit ASCII. */
export function sameBytes(bytes: u64, wanted: u64): u64 {
  const zeros = ~((bytes ^ wanted) + ~HIGH_BITS) & HIGH_BITS
  return (zeros >> 7) * 0xff
}

/** @returns the end of the copy */
export function copy(target: usize, source: usize, size: usize): usize {
  const end = target + size
  for (; target < end; target += 8, source += 8) store<u64>(target, load<u64>(source))
  return end
}

/** The length of the common prefix of two runs of `size` bytes. */
export function sharedLength(a: usize, b: usize, size: usize): usize {
  for (let at: usize = 0; at < size; at += 8) {
    const difference = load<u64>(a + at) ^ load<u64>(b + at)
    if (difference !== 0) return min(at + <usize>(ctz(difference) >> 3), size)
  }
  return size
}

/** Whether all bytes are 7-bit ASCII without NUL. */
export function isAscii(start: usize, end: usize): bool {
  let at = start
  for (; at + 8 <= end; at += 8) if (hasForeign(load<u64>(at))) return false
  const rest = firstBytes(end - at)
  return at === end || !hasForeign((load<u64>(at) & rest) | (LOW_BITS & ~rest))
}
