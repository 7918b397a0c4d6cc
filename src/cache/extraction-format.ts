/**
 * The content of a cache of whole extractions: symbols and traits. Its sections
 * (section-file.ts) are, texts being byte strings:
 *
 *   module dir, tool, paths, keys    as in cache-format.ts
 *   names                            of the sections that follow, separated by NUL
 *   further ones                     those of encodeExtraction(), in the order of the names
 */
import { byteString, bytesOf } from '../base/bytes.ts'
import type { SectionReader } from '../base/column-sections.ts'
import type { ExtractedModules } from '../extract/extracted-modules.ts'
import { decodeExtraction, encodeExtraction, type StoredExtraction } from '../extract/extraction-sections.ts'
import type { CachedModules } from './cached-run.ts'
import { KEY_WIDTH } from './module-keys.ts'
import { decodeSections, encodeSections } from './section-file.ts'
import { bytesIn, joinTexts, longsIn, splitTexts } from './section-values.ts'

export interface CachedExtraction extends CachedModules {
  readonly extraction: StoredExtraction
}

/** The file, in consecutive parts: views of what was extracted, to be written before that changes. */
export function encodeCachedExtraction(
  { moduleDir, tool, paths, keys }: CachedModules,
  extracted: ExtractedModules,
): Uint8Array[] {
  const named = encodeExtraction(extracted)
  const front = [moduleDir, tool, paths].map(bytesOf)
  const names = bytesOf(joinTexts([...named.keys()]))
  return encodeSections([...front, bytesIn(keys), names, ...named.values()])
}

/** The content of a valid file of this format, with views of `bytes`; `undefined` for any other file. */
export function decodeCachedExtraction(bytes: Uint8Array): CachedExtraction | undefined {
  const [moduleDir, tool, paths, keys, names, ...columns] = decodeSections(bytes) ?? []
  if (!moduleDir || !tool || !paths || !keys || !names) return undefined
  const byName = new Map(splitTexts(byteString(names)).map((name, i) => [name, columns[i]]))
  const modules = {
    moduleDir: byteString(moduleDir),
    tool: byteString(tool),
    paths: byteString(paths),
    keys: longsIn(keys),
  }
  const extraction = soundExtraction((name) => byName.get(name), modules.keys.length / KEY_WIDTH)
  return extraction && { ...modules, extraction }
}

/** Decodes the parts that are always needed at once, so that nothing fails later. */
function soundExtraction(section: SectionReader, count: number): StoredExtraction | undefined {
  const malformed = (what: string): never => {
    throw new MalformedCache(what)
  }
  try {
    const extraction = decodeExtraction(section, count, malformed)
    const { facts, failures, traits } = extraction
    return traits?.words && { facts, failures, traits }
  } catch (error) {
    if (error instanceof MalformedCache) return undefined
    throw error
  }
}

class MalformedCache extends Error {}
