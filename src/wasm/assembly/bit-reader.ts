/**
 * AssemblyScript. Reads deflate data, and the distributions of Zstandard, bit by bit, the lowest of each byte first.
 * Bytes are read ahead into a register of 64 bits: a caller that knows that there are enough takes bits without a
 * check.
 */

/** The next `bitCount` bits of the data are the lowest of `bits`; those above them are bits of the byte at `next`. */
export let bits: u64 = 0
export let bitCount: u64 = 0
/** Address of the next byte to be read. */
export let next: usize = 0
let end: usize = 0

/** How far past the end of the data bytes may be read before `isPastEnd` is checked again. */
export const READ_AHEAD: usize = 64

export function openBits(start: usize, size: usize): void {
  goTo(start)
  end = start + size
}

/** Drops the bytes that were read ahead. */
export function goTo(address: usize): void {
  setBits(0, 0, address)
}

export function setBits(newBits: u64, newCount: u64, newNext: usize): void {
  bits = newBits
  bitCount = newCount
  next = newNext
}

/** Ensures that at least 56 bits are available. */
export function refill(): void {
  bits |= load<u64>(next) << bitCount
  next += <usize>((63 - bitCount) >> 3)
  bitCount |= 56
}

/** More than 7 bytes read ahead cannot all be unused past the end: some of their bits have been used. */
export function furthestNext(): usize {
  return end + 7
}

export function isPastEnd(): bool {
  return next > furthestNext()
}

export function take(count: u32): u32 {
  const value = <u32>bits & ((1 << count) - 1)
  bits >>= <u64>count
  bitCount -= count
  return value
}

/** The first byte of which no bit was used. */
export function wholeByte(): usize {
  return next - <usize>(bitCount >> 3)
}

/** Whether all bytes have been used, except bits of the last one. */
export function isAtEnd(): bool {
  return wholeByte() === end
}

export function bytesLeft(): usize {
  return max<isize>(0, end - wholeByte())
}
