/** AssemblyScript. Memory of a decoder for one file: its uncompressed bytes, and after them the compressed ones. */
import { READ_AHEAD } from './bit-reader'

/**
 * @param writeAhead bytes that may be written past the uncompressed ones
 * @returns the address for the compressed bytes, or 0 when memory does not suffice
 */
export function allocateForCompressed(
  outputStart: usize,
  uncompressedSize: usize,
  writeAhead: usize,
  compressedSize: usize,
): usize {
  const address = outputStart + uncompressedSize + writeAhead
  const missing = <i64>address + compressedSize + READ_AHEAD - ((<i64>memory.size()) << 16)
  if (missing > 0 && memory.grow(<i32>((missing + 0xffff) >> 16)) < 0) return 0
  return address
}
