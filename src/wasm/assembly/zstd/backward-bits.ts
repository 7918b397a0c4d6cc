/**
 * AssemblyScript. Bitstreams that are read from their last bit to the first (RFC 8878 4.1 and 4.2). A decoder tracks
 * how many bits are left, and takes from the highest bits of those that `bitsBefore` returns.
 *
 * Memory before a stream, which belongs to the program, may be read too: the number of bits left is negative then.
 */

/** Whether the bytes between are a bitstream: their last one has a mark, before which the bits start. */
export function isBitstream(start: usize, end: usize): bool {
  return end > start && load<u8>(end - 1) !== 0
}

/** How many bits a stream has. */
export function bitCount(start: usize, end: usize): i32 {
  return <i32>((end - start) << 3) - <i32>clz(<u32>load<u8>(end - 1)) + 23
}

/** At least 57 bits. */
export function bitsBefore(start: usize, left: i32): u64 {
  return load<u64>(start + ((left + 7) >> 3) - 8) << (-left & 7)
}

/**
 * A position in a stream as one number, for the fewest instructions: its bit, counted from address 0, less 56. Bits that
 * are taken are subtracted.
 */
export function positionOf(start: usize, left: i32): i64 {
  return ((<i64>start) << 3) + left - 56
}

/** The bits before a position, at least 56, from bit 55 on downwards; those above it are others. */
export function bitsAt(position: i64): u64 {
  return rotr(load<u64>(<usize>(position >> 3)), position & 7)
}

/** The first `count` bits; `count` may be 0. */
export function firstOf(held: u64, count: u64): u32 {
  return <u32>((held >> (63 - count)) >> 1)
}
