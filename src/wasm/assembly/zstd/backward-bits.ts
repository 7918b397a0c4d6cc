/**
 * AssemblyScript. Bitstreams that are read from their last bit to the first (RFC 8878 4.1 and 4.2). A decoder tracks
 * how many bits are left, and takes from the highest bits of those that `bitsBefore` returns.
 *
 * Memory before a stream, which belongs to the program, may be read too: the number of bits left is negative then.
 */

/** `bitsBefore` returns at least this many. */
export const HELD_BITS: u64 = 57

/** Whether the bytes between are a bitstream: their last one has a mark, before which the bits start. */
export function isBitstream(start: usize, end: usize): bool {
  return end > start && load<u8>(end - 1) !== 0
}

/** How many bits a stream has. */
export function bitCount(start: usize, end: usize): i32 {
  return <i32>((end - start) << 3) - <i32>clz(<u32>load<u8>(end - 1)) + 23
}

export function bitsBefore(start: usize, left: i32): u64 {
  return load<u64>(start + ((left + 7) >> 3) - 8) << (-left & 7)
}

/** The first `count` bits; `count` may be 0. */
export function firstOf(held: u64, count: u64): u32 {
  return <u32>((held >> (63 - count)) >> 1)
}
