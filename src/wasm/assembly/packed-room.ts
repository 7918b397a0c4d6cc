/** AssemblyScript. Room for a file in the memory of a decoder: for its plain bytes, and behind them the packed ones. */
import { READ_AHEAD } from './bit-reader'

/**
 * @param writeAhead bytes that may be written behind the plain ones
 * @returns where the packed bytes are to be put, or 0 when there is no such room
 */
export function roomForPacked(
  plainStart: usize,
  plainSize: usize,
  writeAhead: usize,
  packedSize: usize,
): usize {
  const packed = plainStart + plainSize + writeAhead
  const missing = <i64>packed + packedSize + READ_AHEAD - ((<i64>memory.size()) << 16)
  if (missing > 0 && memory.grow(<i32>((missing + 0xffff) >> 16)) < 0) return 0
  return packed
}
