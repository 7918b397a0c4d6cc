/**
 * The compressions of modules. Which one a file has is told by its first bytes, never by its name (kmod:
 * libkmod-file.c, comp_types).
 *
 * A codec is loaded when the first file needs it: what it imports costs 1 to 20 ms, and most trees use none or one.
 */

import type { Codec, CompressionName } from './codec.ts'

export type { Codec, CompressionName } from './codec.ts'

interface Compression {
  readonly name: CompressionName
  readonly magic: readonly number[]
  readonly load: () => Promise<Codec>
}

const COMPRESSIONS: readonly Compression[] = [
  {
    name: 'zstd',
    magic: [0x28, 0xb5, 0x2f, 0xfd],
    load: async () => (await import('./zstd/zstd.ts')).zstdCodec(),
  },
  {
    name: 'xz',
    magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
    load: async () => (await import('./xz/xz.ts')).xzCodec(),
  },
  { name: 'gzip', magic: [0x1f, 0x8b], load: async () => (await import('./gzip/gzip.ts')).gzipCodec() },
]

/** The compression of a file that starts with `head` (6 bytes are enough); `undefined` when it has none. */
export const compressionOf = (head: Uint8Array): CompressionName | undefined =>
  COMPRESSIONS.find(({ magic }) => magic.every((byte, i) => head[i] === byte))?.name

const loaded = new Map<CompressionName, Promise<Codec>>()

/** The codec of this thread for `name`: the same one for every caller, so a view lives until anyone's next call. */
export async function loadCodec(name: CompressionName): Promise<Codec> {
  const compression = COMPRESSIONS.find((row) => row.name === name)
  if (compression === undefined) throw new TypeError(`Expected a compression, got "${name}"`)
  const codec = loaded.get(name) ?? compression.load()
  loaded.set(name, codec)
  return codec
}
