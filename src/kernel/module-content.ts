/** Digests of what modules are made of, without what differs from build to build of the same sources. */
import { createHash } from 'node:crypto'
import { isKmodError, KmodError } from '../base/errors.ts'
import { storedAt } from '../extract/module-store.ts'
import { walkSections } from '../facts/section-walk.ts'
import { contentEndOf } from '../facts/signature-traits.ts'
import type { Host } from '../host/host.ts'
import { ModuleReader } from '../read/module-reader.ts'
import type { ModuleCopy } from './module-copies.ts'

function noDigest(path: string): never {
  throw new KmodError(
    'KMOD_USAGE',
    'the file of facts has no digests of contents: make it with tskmod facts --digests',
    { path },
  )
}

/**
 * SHA-256 of each module, uncompressed, without its signature and without its build ID (zeros in place of the note).
 * @returns hex by path; modules that cannot be read are left out
 */
export async function contentDigests(
  host: Host,
  copies: readonly Pick<ModuleCopy, 'path'>[],
): Promise<Map<string, string>> {
  const reader = new ModuleReader(host)
  const digests = new Map<string, string>()
  for (const { path } of copies) {
    try {
      const stored = storedAt(host, path)
      if (stored) {
        digests.set(path, stored.store.digest(stored.row) ?? noDigest(path))
        continue
      }
      const digest = await reader.use(path, (source) => {
        const end = contentEndOf(source)
        const note = walkSections(source)?.sections.get('.note.gnu.build-id')
        source.load(0, end)
        const hash = createHash('sha256')
        if (note === undefined || note.end > end)
          return hash.update(source.bytes.subarray(0, end)).digest('hex')
        hash.update(source.bytes.subarray(0, note.start))
        hash.update(new Uint8Array(note.end - note.start))
        return hash.update(source.bytes.subarray(note.end, end)).digest('hex')
      })
      digests.set(path, digest)
    } catch (error) {
      // Who asks for digests has read the modules before, and reports it.
      if (!isKmodError(error)) throw error
    }
  }
  return digests
}
