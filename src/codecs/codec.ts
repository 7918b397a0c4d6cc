/** The interface of a codec: a decoder can be replaced by a better one without changes elsewhere. */

export type CompressionName = 'gzip' | 'xz' | 'zstd'

/**
 * The uncompressed bytes of one whole file: a view that is valid only until anyone's next call, because a codec keeps
 * one buffer for all modules of a thread (a fresh one for each takes a tenth to a third of the time).
 */
export type Decode<T> = (compressed: Uint8Array) => T

/** Compressed bytes that are not all in memory. */
export interface ByteReader {
  /** Bytes. */
  readonly size: number
  /** Reads from `position` into `target[start..end)`; returns the bytes read, fewer only at the end. */
  read(target: Uint8Array, position: number, start?: number, end?: number): number
}

/**
 * Two decoders of one compression: a fast one for the files that kernels are built with, and a reference for all
 * others. A file is damaged when the reference says so. decompress() joins the two.
 */
export interface Codec {
  readonly name: CompressionName
  /** Returns `undefined` for a file that is not for this decoder, and perhaps damaged. Never throws. */
  readonly decode: Decode<Uint8Array | undefined>
  /**
   * Loads the reference, which reads everything that this project reads of the format, and says what is wrong with the
   * rest. Damaged or cut data is refused, never returned in part: the decoder throws a KmodError, which is
   * KMOD_COMPRESSION_CORRUPT, KMOD_COMPRESSION_UNSUPPORTED or KMOD_LIMIT.
   */
  readonly reference: () => Promise<Decode<Uint8Array>>
}

/**
 * Calls `use` with the uncompressed bytes of one whole file: at once where the fast decoder reads it, else when the
 * reference is loaded. Nothing comes between decoding and `use`, so that no other file can overwrite the bytes.
 * @returns what `use` returns
 * @throws KmodError KMOD_COMPRESSION_CORRUPT, KMOD_COMPRESSION_UNSUPPORTED or KMOD_LIMIT, as a rejection
 */
export function decompress<T>(
  codec: Codec,
  compressed: Uint8Array,
  use: (bytes: Uint8Array) => T,
): T | Promise<T> {
  const bytes = codec.decode(compressed)
  if (bytes !== undefined) return use(bytes)
  return codec.reference().then((decode) => use(decode(compressed)))
}
