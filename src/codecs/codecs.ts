/**
 * The compressions of modules. The first bytes of a file say which one it has, never its name (kmod: libkmod-file.c,
 * comp_types).
 *
 * differs from kmod: a file that begins with a skippable frame of zstd, as pzstd writes it, is zstd here too.
 *
 * A codec is loaded when the first file needs it: what it imports costs 1 to 20 ms, and most trees use none or one.
 */

import type { Codec, CompressionName } from './codec.ts'

export { type Codec, type CompressionName, decompress } from './codec.ts'

interface Compression {
  readonly name: CompressionName
  readonly load: () => Promise<Codec>
  /** Whether a file of this compression begins like `head`. */
  readonly begins: (head: Uint8Array) => boolean
}

const hasMagic =
  (...magic: readonly number[]) =>
  (head: Uint8Array): boolean =>
    magic.every((byte, i) => head[i] === byte)

const isZstdFrame = hasMagic(0x28, 0xb5, 0x2f, 0xfd)
/** RFC 8878 3.1.2: the low four bits of the first byte may be any. */
const isSkippableFrame = (head: Uint8Array): boolean =>
  ((head[0] ?? 0) & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18

const COMPRESSIONS: readonly Compression[] = [
  {
    name: 'zstd',
    begins: (head) => isZstdFrame(head) || isSkippableFrame(head),
    load: async () => (await import('./zstd/zstd.ts')).zstdCodec(),
  },
  {
    name: 'xz',
    begins: hasMagic(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00),
    load: async () => (await import('./xz/xz.ts')).xzCodec(),
  },
  {
    name: 'gzip',
    begins: hasMagic(0x1f, 0x8b),
    load: async () => (await import('./gzip/gzip.ts')).gzipCodec(),
  },
]

/** The compression of a file that starts with `head` (6 bytes are enough); `undefined` when it has none. */
export const compressionOf = (head: Uint8Array): CompressionName | undefined =>
  COMPRESSIONS.find(({ begins }) => begins(head))?.name

const loaded = new Map<CompressionName, Promise<Codec>>()

/** The codec of this thread for `name`: the same one for every caller, so a view lives until anyone's next call. */
export async function loadCodec(name: CompressionName): Promise<Codec> {
  const compression = COMPRESSIONS.find((row) => row.name === name)
  if (compression === undefined) throw new TypeError(`Expected a compression, got "${name}"`)
  const codec = loaded.get(name) ?? compression.load()
  loaded.set(name, codec)
  return codec
}
