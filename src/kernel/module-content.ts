/** Digests of what modules are made of, without what differs from build to build of the same sources. */
import { createHash } from 'node:crypto'
import { isKmodError, KmodError } from '../base/errors.ts'
import { storedAt } from '../extract/module-store.ts'
import { walkSections } from '../facts/section-walk.ts'
import type { Host } from '../host/host.ts'
import { ModuleReader } from '../read/module-reader.ts'
import { contentEndOf } from '../signatures/signature-traits.ts'
import type { ModuleCopy } from './module-copies.ts'

function noDigests(): never {
  throw new KmodError(
    'KMOD_FACTS',
    'the file of facts has no digests of contents: make it with tskmod facts --digests',
  )
}

/**
 * SHA-256 of each module, uncompressed, without its signature and without its build ID (zeros in place of the note).
 * @returns hex by path; modules that cannot be read are left out
 * @throws KmodError KMOD_FACTS for modules of a file of facts without digests
 */
export async function contentDigests(
  host: Host,
  copies: readonly Pick<ModuleCopy, 'path'>[],
): Promise<Map<string, string>> {
  const reader = new ModuleReader(host)
  const digests = new Map<string, string>()
  for (const { path } of copies) {
    const stored = storedAt(host, path)
    if (stored) {
      const digest = stored.store.hasDigests ? stored.store.digest(stored.row) : noDigests()
      if (digest !== undefined) digests.set(path, digest)
      continue
    }
    try {
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
