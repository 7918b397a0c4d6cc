/** What a codec is: the seam behind which a decoder can be replaced by a better one. */

export type CompressionName = 'gzip' | 'xz' | 'zstd'

export interface Codec {
  readonly name: CompressionName
  /**
   * The plain bytes of one whole file: a view that is valid only until the next call, because a codec keeps one
   * buffer for all modules (a fresh one for each takes a tenth to a third of the time). Damaged or cut data is
   * refused, never returned in part.
   * @throws KmodError KMOD_COMPRESSION_CORRUPT, KMOD_COMPRESSION_UNSUPPORTED or KMOD_LIMIT
   */
  decompress(compressed: Uint8Array): Uint8Array
  /**
   * Asks a slower decoder, which accepts more or says better what is wrong, about data that `decompress` has refused.
   */
  readonly decodeWithReference?: (compressed: Uint8Array) => Promise<Uint8Array>
}
