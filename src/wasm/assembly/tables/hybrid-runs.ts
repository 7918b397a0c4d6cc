/**
 * AssemblyScript. The run-length and bit-packing encoding of small integers: levels and positions in a dictionary.
 *
 * https://github.com/apache/parquet-format/blob/master/Encodings.md
 */
import { Bytes } from '../columns'
import { word } from '../words'

/** Bit-packed values are in groups of so many; a shorter run of equal values is no shorter as a run. */
const GROUP: u32 = 8

/** The number of bits that hold 0 to `largest`; at least one, because some readers expect it. */
export function bitsFor(largest: u32): u32 {
  return max(1, 32 - clz(largest))
}

/** Appends `count` words, each of which has at most `width` bits. */
export function writeHybridRuns(out: Bytes, values: usize, count: u32, width: u32): void {
  let packedFrom: u32 = 0
  let at: u32 = 0
  while (at < count) {
    const value = word(values, at)
    let end = at + 1
    while (end < count && word(values, end) === value) end++
    // The values before the run must fill their groups, if need be with some of the run.
    const missing = (GROUP - ((at - packedFrom) % GROUP)) % GROUP
    if (end - at >= GROUP + missing) {
      writePacked(out, values, packedFrom, at + missing, width)
      writeVarint(out, (end - at - missing) * 2)
      for (let shift: u32 = 0; shift < width; shift += 8) out.push(value >> shift)
      packedFrom = end
    }
    at = end
  }
  writePacked(out, values, packedFrom, count, width)
}

/** The last group is filled with zeros. */
function writePacked(out: Bytes, values: usize, from: u32, to: u32, width: u32): void {
  if (from === to) return
  const groups = (to - from + GROUP - 1) / GROUP
  writeVarint(out, groups * 2 + 1)
  const size = groups * width
  out.reserve(out.length + size + 8)
  let target = out.data + out.length
  let bits: u64 = 0
  let filled: u32 = 0
  for (let i = from; i < to; i++) {
    bits |= (<u64>word(values, i)) << filled
    filled += width
    if (filled >= 32) {
      store<u32>(target, <u32>bits)
      target += 4
      bits >>= 32
      filled -= 32
    }
  }
  for (const end = out.data + out.length + size; target < end; target++) {
    store<u8>(target, <u8>bits)
    bits >>= 8
  }
  out.length += size
}

/** ULEB128. */
export function writeVarint(out: Bytes, value: u32): void {
  for (; value >= 0x80; value >>= 7) out.push((value & 0x7f) | 0x80)
  out.push(value)
}
