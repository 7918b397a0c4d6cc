/** What a codec is: behind this interface a decoder can be replaced by a better one. */

export type CompressionName = 'gzip' | 'xz' | 'zstd'

/**
 * Two decoders of one compression: a fast one for the files that kernels are built with, and a reference for all others.
 * A file is damaged when the reference says so. `decode() ?? reference()` is the whole of it: decompress().
 *
 * What both return are all bytes of one whole file: a view that is valid only until the next call, because a codec
 * keeps one buffer for all modules (a fresh one for each takes a tenth to a third of the time).
 */
export interface Codec {
  readonly name: CompressionName
  /** The uncompressed bytes, or `undefined`: not a file for this decoder, and perhaps damaged. Never throws. */
  decode(compressed: Uint8Array): Uint8Array | undefined
  /**
   * Reads everything that this project reads of the format, and says what is wrong with the rest. Damaged or cut data
   * is refused, never returned in part.
   * @throws KmodError KMOD_COMPRESSION_CORRUPT, KMOD_COMPRESSION_UNSUPPORTED or KMOD_LIMIT, as a rejection
   */
  reference(compressed: Uint8Array): Promise<Uint8Array>
}

/**
 * The uncompressed bytes of one whole file: at once for what the fast decoder reads.
 * @throws KmodError KMOD_COMPRESSION_CORRUPT, KMOD_COMPRESSION_UNSUPPORTED or KMOD_LIMIT, as a rejection
 */
export const decompress = (codec: Codec, compressed: Uint8Array): Uint8Array | Promise<Uint8Array> =>
  codec.decode(compressed) ?? codec.reference(compressed)
