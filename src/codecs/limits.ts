/**
 * How large one module may be, uncompressed. A compressed file says little about that: 1 MiB of gzip expands to 1 GiB,
 * 1 MiB of xz or zstd to many more, and depmod reads all files of the module directory. kmod: no limit.
 */
import { KmodError } from '../base/errors.ts'

/**
 * No module may be larger than this. The largest of Debian's kernels is amdgpu.ko, 19 MB without debug information;
 * builds that keep it are some 20 times as large.
 */
export const MAX_MODULE_SIZE = 1024 ** 3

/**
 * A module above RATIO_FREE_SIZE may not be more than this many times its compressed size. Real modules reach 4 to 8
 * as a whole; above 20 they are small and mostly zeros.
 */
export const MAX_COMPRESSION_RATIO = 100

/** Up to this size any ratio is fine: decompressing it costs a tenth of a second and memory that every machine has. */
export const RATIO_FREE_SIZE = 64 * 1024 ** 2

/** The most uncompressed bytes that `compressedSize` bytes may expand to. */
export const sizeLimit = (compressedSize: number): number =>
  Math.min(MAX_MODULE_SIZE, Math.max(RATIO_FREE_SIZE, compressedSize * MAX_COMPRESSION_RATIO))

/** @throws KmodError KMOD_LIMIT when `compressed` expands to more than it may */
export function checkSize(codec: string, compressed: Uint8Array, uncompressedSize: number): void {
  if (uncompressedSize > sizeLimit(compressed.length)) throw tooLarge(codec, compressed.length)
}

export function tooLarge(
  codec: string,
  compressedSize: number,
  limit: number = sizeLimit(compressedSize),
): KmodError {
  return new KmodError(
    'KMOD_LIMIT',
    `Cannot decompress ${codec} data: ${compressedSize} bytes expand to more than ${limit}`,
    { codec },
  )
}
