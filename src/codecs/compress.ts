/** Compresses what is written: the same bytes for the same input, by the compressors that Node.js has. */
import { constants, gzipSync } from 'node:zlib'
import { KmodError } from '../base/errors.ts'
import type { CompressionName } from './codec.ts'

interface ZstdOptions {
  readonly params: Readonly<Record<number, number>>
}

/** Node.js has zstd since 22.15. */
interface MaybeZstd {
  readonly zstdCompressSync?: (bytes: Uint8Array, options: ZstdOptions) => Uint8Array
}

/** ZSTD_c_compressionLevel and ZSTD_c_checksumFlag of zstd.h. */
const ZSTD_LEVEL = 100
const ZSTD_CHECKSUM = 201
const GZIP_LEVEL = 9
const ZSTD_LEVEL_OF_MODULES = 19

/**
 * One compressed file.
 * @throws KmodError KMOD_COMPRESSION_UNSUPPORTED where this Node.js has no such compressor
 */
export function compress(name: CompressionName, bytes: Uint8Array): Uint8Array {
  if (name === 'gzip') return gzipSync(bytes, { level: GZIP_LEVEL, strategy: constants.Z_DEFAULT_STRATEGY })
  const { zstdCompressSync } = process.getBuiltinModule('node:zlib') as MaybeZstd
  if (name === 'zstd' && zstdCompressSync !== undefined)
    return zstdCompressSync(bytes, { params: { [ZSTD_LEVEL]: ZSTD_LEVEL_OF_MODULES, [ZSTD_CHECKSUM]: 1 } })
  const advice = name === 'zstd' ? 'that takes Node.js 22.15 or later' : 'choose gzip or zstd'
  throw new KmodError('KMOD_COMPRESSION_UNSUPPORTED', `Cannot compress with ${name}: ${advice}`, {
    codec: name,
  })
}

/** Whether `compress` can. */
export const canCompress = (name: CompressionName): boolean =>
  name === 'gzip' ||
  (name === 'zstd' && (process.getBuiltinModule('node:zlib') as MaybeZstd).zstdCompressSync !== undefined)
