/**
 * AssemblyScript. CRC-64 as xz uses it (ECMA-182, reflected): eight bytes a step, with a table for each of their
 * places ("slicing by eight"; The .xz File Format 1.2.1, 6, defines the result).
 */

const POLYNOMIAL: u64 = ((<u64>0xc96c5795) << 32) | 0xd7870f42
const STEP: usize = 8
const TABLE_SIZE: usize = 256 * 8

/** Table `i` has for each byte what it adds to the CRC when `i` bytes follow it. */
const tables: usize = memory.data(16384, 8)
const input: usize = memory.data(65536, 8)

let crc: u64 = 0

/** Address of the bytes that `update` adds: at most 64 KiB at a time. */
export function inputStart(): usize {
  return input
}

/** Starts with no bytes. */
export function open(): void {
  if (load<u64>(tables, 8) === 0) fillTables()
  crc = ~(<u64>0)
}

/** Adds the first `size` bytes at `inputStart`. */
export function update(size: usize): void {
  const end = input + size
  let at = input
  let sum = crc
  for (; end - at >= STEP; at += STEP) {
    sum ^= load<u64>(at)
    sum =
      contribution(sum, 7) ^
      contribution(sum >> 8, 6) ^
      contribution(sum >> 16, 5) ^
      contribution(sum >> 24, 4) ^
      contribution(sum >> 32, 3) ^
      contribution(sum >> 40, 2) ^
      contribution(sum >> 48, 1) ^
      contribution(sum >> 56, 0)
  }
  for (; at < end; at++) sum = contribution(sum ^ load<u8>(at), 0) ^ (sum >> 8)
  crc = sum
}

/** Writes the CRC of all bytes, little-endian, to the start of the input. */
export function close(): void {
  store<u64>(input, ~crc)
}

/** What the lowest byte of `sum` adds when `place` bytes follow it. */
function contribution(sum: u64, place: usize): u64 {
  return load<u64>(tables + place * TABLE_SIZE + ((<usize>sum & 0xff) << 3))
}

function fillTables(): void {
  for (let i: usize = 0; i < 256 * STEP; i++) {
    // The first table is of single bytes; an entry of the others is the one before it followed by a zero byte.
    let sum: u64 = i < 256 ? <u64>i : load<u64>(tables + ((i - 256) << 3))
    for (let bit = 0; bit < 8; bit++) sum = (sum >> 1) ^ (POLYNOMIAL & (0 - (sum & 1)))
    store<u64>(tables + (i << 3), sum)
  }
}
