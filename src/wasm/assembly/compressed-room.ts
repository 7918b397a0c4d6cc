/** AssemblyScript. Room for a file in the memory of a decoder: for its uncompressed bytes, and behind them the compressed ones. */
import { READ_AHEAD } from './bit-reader'

/**
 * @param writeAhead bytes that may be written behind the uncompressed ones
 * @returns where the compressed bytes are to be put, or 0 when there is no such room
 */
export function allocateForCompressed(
  outputStart: usize,
  uncompressedSize: usize,
  writeAhead: usize,
  compressedSize: usize,
): usize {
  const packed = outputStart + uncompressedSize + writeAhead
  const missing = <i64>packed + compressedSize + READ_AHEAD - ((<i64>memory.size()) << 16)
  if (missing > 0 && memory.grow(<i32>((missing + 0xffff) >> 16)) < 0) return 0
  return packed
}
