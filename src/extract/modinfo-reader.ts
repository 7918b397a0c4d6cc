/** Reads .modinfo and signature of modules, one after the other. */
import type { ByteSource } from '../base/byte-source.ts'
import { isKmodError, KmodError } from '../base/errors.ts'
import { MODINFO_SECTIONS, openElf } from '../elf/elf-image.ts'
import { readBuildId } from '../facts/build-id.ts'
import { parseModinfo } from '../facts/modinfo-section.ts'
import type { Host } from '../host/host.ts'
import { ModuleReader } from '../read/module-reader.ts'
import { readSignature } from '../signatures/signature.ts'
import type { ModinfoContent } from './modinfo-content.ts'
import { storedAt } from './module-store.ts'

export class ModinfoReader {
  readonly #host: Host
  readonly #reader: ModuleReader

  constructor(host: Host) {
    this.#host = host
    this.#reader = new ModuleReader(host)
  }

  /** The content of the module at `path`, or the KmodError from reading it; any other error is a bug and is thrown. */
  async read(path: string): Promise<ModinfoContent | KmodError> {
    try {
      const stored = storedAt(this.#host, path)
      if (stored) return stored.store.content(stored.row)
      return await this.#reader.use(path, readContent)
    } catch (error) {
      if (isKmodError(error)) return error
      throw error
    }
  }
}

function readContent(source: ByteSource): ModinfoContent {
  const image = openElf(source, MODINFO_SECTIONS)
  if (!image.section('.modinfo'))
    throw new KmodError('KMOD_ELF_MALFORMED', 'Cannot read module: no section ".modinfo"', {
      section: '.modinfo',
      errno: 'ENODATA',
    })
  const fields = parseModinfo(image)
  const buildId = readBuildId(image)
  const signature = readSignature(source)
  return { fields, ...(buildId && { buildId }), ...(signature && { signature }) }
}
