/**
 * AssemblyScript. CRC-64 as xz uses it (ECMA-182, reflected): eight bytes a step, with a table for each of their
 * places ("slicing by eight"; The .xz File Format 1.2.1, 6, defines the result).
 */

const POLYNOMIAL: u64 = ((<u64>0xc96c5795) << 32) | 0xd7870f42
const STEP: usize = 8
const TABLE_SIZE: usize = 256 * 8

/** Table `i` has the contribution of each byte to the CRC when `i` bytes follow it. */
const tables: usize = memory.data(16384, 8)
const input: usize = memory.data(65536, 8)

let crc: u64 = 0

/** Address of the bytes that `update` adds: at most 64 KiB at a time. */
export function inputStart(): usize {
  return input
}

/** Resets the CRC to that of no bytes. */
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
      load<u64>(entry(sum), tables + 7 * TABLE_SIZE) ^
      load<u64>(entry(sum >> 8), tables + 6 * TABLE_SIZE) ^
      load<u64>(entry(sum >> 16), tables + 5 * TABLE_SIZE) ^
      load<u64>(entry(sum >> 24), tables + 4 * TABLE_SIZE) ^
      load<u64>(entry(sum >> 32), tables + 3 * TABLE_SIZE) ^
      load<u64>(entry(sum >> 40), tables + 2 * TABLE_SIZE) ^
      load<u64>(entry(sum >> 48), tables + TABLE_SIZE) ^
      load<u64>(entry(sum >> 56), tables)
  }
  for (; at < end; at++) sum = load<u64>(entry(sum ^ load<u8>(at)), tables) ^ (sum >> 8)
  crc = sum
}

/** Writes the CRC of all bytes, little-endian, to the start of the input. */
export function close(): void {
  store<u64>(input, ~crc)
}

/** The entry of the lowest byte of `sum` in a table. */
function entry(sum: u64): usize {
  return (<usize>sum & 0xff) << 3
}

function fillTables(): void {
  for (let i: usize = 0; i < 256 * STEP; i++) {
    // The first table is of single bytes; an entry of the others is the one before it followed by a zero byte.
    let sum: u64 = i < 256 ? <u64>i : load<u64>(tables + ((i - 256) << 3))
    for (let bit = 0; bit < 8; bit++) sum = (sum >> 1) ^ (POLYNOMIAL & (0 - (sum & 1)))
    store<u64>(tables + (i << 3), sum)
  }
}
