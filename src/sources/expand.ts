/** Decompresses whole streams: into memory, or when they are large into a temporary file without a name. */
import { type ByteRange, memoryRange } from '../archives/byte-range.ts'
import { type CompressionName, decompress, loadCodec } from '../codecs/codecs.ts'
import type { Host } from '../host/host.ts'

/** What is larger goes to a temporary file. */
const MAX_IN_MEMORY = 64 * 1024 ** 2

/**
 * All of the stream, uncompressed.
 * @throws KmodError KMOD_COMPRESSION_CORRUPT, KMOD_COMPRESSION_UNSUPPORTED, KMOD_LIMIT; KMOD_IO when the temporary file cannot be
 * written
 */
export async function expand(host: Host, range: ByteRange, compression: CompressionName): Promise<ByteRange> {
  const compressed = new Uint8Array(range.size)
  const codec = await loadCodec(compression)
  return decompress(codec, compressed.subarray(0, range.read(compressed, 0)), (bytes) => {
    // The view is gone with the next call of the codec.
    if (bytes.length <= MAX_IN_MEMORY) return memoryRange(bytes.slice())
    const file = host.createTemporaryFile()
    file.write(bytes)
    return file
  })
}
