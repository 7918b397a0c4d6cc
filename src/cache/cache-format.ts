/**
 * The content of a cache, and the sections (section-file.ts) that it is stored in, in this order; texts are byte
 * strings:
 *
 *   module dir    the directory that was searched for modules
 *   tool          the program that made the facts (tool-identity.ts)
 *   paths         of all modules in order, separated by NUL
 *   keys          of all modules, one after the other (module-keys.ts)
 *   facts         20 less these 4: the columns of FactsColumns, groups `names`, `exported`, `needed`, `fields`
 *
 * Columns are used where they lie in the file, so nothing is packed: 5.5 MB for the 4,000 modules of a usual kernel.
 */
import { byteString, bytesOf } from '../base/bytes.ts'
import { areFactsSound } from '../facts/check-columns.ts'
import type { FactsColumns } from '../facts/facts-columns.ts'
import type { CachedModules } from './cached-run.ts'
import { KEY_WIDTH } from './module-keys.ts'
import { decodeSections, encodeSections, firstSection } from './section-file.ts'
import { bytesIn, longsIn } from './section-values.ts'

const SECTION_COUNT = 20

export interface CacheContent extends CachedModules {
  readonly facts: FactsColumns
}

/** The file, in consecutive parts. */
export function encodeCache({ moduleDir, tool, paths, keys, facts }: CacheContent): Uint8Array[] {
  const { names, exported, needed, fields } = facts
  const symbols = (rows: FactsColumns['needed']) => [
    rows.starts,
    rows.name,
    rows.crcLow,
    rows.crcHigh,
    rows.flags,
  ]
  const sections = [
    ...[bytesOf(moduleDir), bytesOf(tool), bytesOf(paths), keys],
    ...[names.bytes, names.starts],
    ...[...symbols(exported), ...symbols(needed)],
    ...[fields.starts, fields.kind, fields.textEnds, fields.text],
  ]
  return encodeSections(sections.map(bytesIn))
}

/** The content of a valid file of this format, with views of `bytes`; `undefined` for any other file. */
export function decodeCache(bytes: Uint8Array): CacheContent | undefined {
  const all = decodeSections(bytes)
  if (all?.length !== SECTION_COUNT) return undefined
  const sections = all[Symbol.iterator]()
  const next = (): Uint8Array => sections.next().value ?? new Uint8Array(0)
  const text = (): string => byteString(next())
  const words = (): Int32Array => wordsIn(next())
  const symbols = () => ({
    starts: words(),
    name: words(),
    crcLow: words(),
    crcHigh: words(),
    flags: words(),
  })
  // Properties are evaluated in the order in which they are written here, which is that of the sections.
  const content: CacheContent = {
    moduleDir: text(),
    tool: text(),
    paths: text(),
    keys: longsIn(next()),
    facts: {
      names: { bytes: next(), starts: words() },
      exported: symbols(),
      needed: symbols(),
      fields: { starts: words(), kind: words(), textEnds: words(), text: next() },
    },
  }
  return areFactsSound(content.facts, content.keys.length / KEY_WIDTH) ? content : undefined
}

/** The module dir of a cache, from the first HEAD_SIZE bytes of its file. */
export function moduleDirIn(head: Uint8Array): string | undefined {
  const section = firstSection(head)
  return section && byteString(section)
}

const wordsIn = ({ buffer, byteOffset, byteLength }: Uint8Array): Int32Array =>
  new Int32Array(buffer, byteOffset, byteLength >>> 2)
