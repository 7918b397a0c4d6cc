import type { Host } from '../host/host.ts'
import { ModuleReader } from './module-reader.ts'

/**
 * Reads the uncompressed content of a module file into memory of its own. To read many modules, use a ModuleReader.
 * @throws KmodError KMOD_IO, KMOD_LIMIT, KMOD_COMPRESSION_CORRUPT or KMOD_COMPRESSION_UNSUPPORTED
 */
export const readModule = async (host: Host, path: string): Promise<Uint8Array> =>
  new ModuleReader(host).use(path, (source) => {
    source.load(0, source.size)
    return source.bytes.slice(0, source.size)
  })
