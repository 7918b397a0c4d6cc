/** Reads files of any kind, and decompresses them. */
import { compressionOf } from '../codecs/codecs.ts'
import type { Host } from '../host/host.ts'
import { readModule } from './read-module.ts'

/**
 * The content of `path`, which may be a pipe unless it is compressed, decompressed if its first bytes are those of gzip, xz or zstd.
 * @throws KmodError KMOD_IO, KMOD_LIMIT, KMOD_COMPRESSION_CORRUPT or KMOD_COMPRESSION_UNSUPPORTED
 */
export async function readPlain(host: Host, path: string): Promise<Uint8Array> {
  const bytes = host.readInput(path)
  return compressionOf(bytes) === undefined ? bytes : readModule(host, path)
}
