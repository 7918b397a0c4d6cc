/**
 * The run-length and bit-packing encoding of small integers: levels and positions in a dictionary.
 *
 * https://github.com/apache/parquet-format/blob/master/Encodings.md
 */
import type { ByteWriter } from '../../../src/base/bytes.ts'
import { writeVarint } from '../../../src/parquet/thrift.ts'

/** Bit-packed values are in groups of so many; a shorter run of equal values is no shorter as a run. */
const GROUP = 8

/** The number of bits that hold 0 to `largest`; at least one, because some readers expect it. */
export const bitsFor = (largest: number): number => Math.max(1, 32 - Math.clz32(largest))

/** Appends `values`, each of which has at most `width` bits; at most 24. */
export function writeHybridRuns(out: ByteWriter, values: Int32Array, width: number): void {
  let packedFrom = 0
  let at = 0
  while (at < values.length) {
    const value = values[at] ?? 0
    let end = at + 1
    while (end < values.length && values[end] === value) end++
    // The values before the run must fill their groups, if need be with some of the run.
    const missing = (GROUP - ((at - packedFrom) % GROUP)) % GROUP
    if (end - at - missing >= GROUP) {
      writePacked(out, values, packedFrom, at + missing, width)
      writeVarint(out, (end - at - missing) * 2)
      for (let shift = 0; shift < width; shift += 8) out.byte((value >> shift) & 0xff)
      packedFrom = end
    }
    at = end
  }
  writePacked(out, values, packedFrom, values.length, width)
}

/** The last group is filled with zeros. */
function writePacked(out: ByteWriter, values: Int32Array, from: number, to: number, width: number): void {
  if (from === to) return
  const groups = Math.ceil((to - from) / GROUP)
  writeVarint(out, groups * 2 + 1)
  let bits = 0
  let count = 0
  for (let i = from; i < from + groups * GROUP; i++) {
    bits |= (i < to ? (values[i] ?? 0) : 0) << count
    count += width
    while (count >= 8) {
      out.byte(bits & 0xff)
      bits >>>= 8
      count -= 8
    }
  }
}
