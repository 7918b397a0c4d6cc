/**
 * The content of a cache of outputs: what a run has written, and all that decided it. Its sections (section-file.ts)
 * are, texts being byte strings:
 *
 *   module dir, tool, paths, keys    as in cache-format.ts
 *   about                            JSON: settings, and the diagnostics of each step
 *   names                            of the outputs, separated by NUL
 *   search                           queries (file-queries.ts), their answers, separated by NUL, and their keys
 *   other                            the same of all other queries
 *   outputs                          one section for each
 */
import { byteString, bytesOf } from '../base/bytes.ts'
import type { Diagnostic } from '../base/diagnostic.ts'
import type { CachedModules } from './cached-run.ts'
import type { FileQueries } from './file-queries.ts'
import { KEY_WIDTH } from './module-keys.ts'
import { decodeSections, encodeSections } from './section-file.ts'
import { bytesIn, joinTexts, longsIn, splitTexts } from './section-values.ts'

/** Diagnostics of one step after the other: symbols, search, modules, and each output. */
export type DiagnosticSteps = readonly (readonly Diagnostic[])[]

export interface CachedOutputs extends CachedModules {
  /** Identifies everything that is neither a file nor the program. */
  readonly settings: string
  readonly diagnostics: DiagnosticSteps
  /** What the search for modules has asked; `paths` are its result. */
  readonly search: FileQueries
  readonly other: FileQueries
  readonly outputs: readonly { readonly name: string; readonly bytes: Uint8Array }[]
}

const FIXED_SECTIONS = 12

/** The file, in consecutive parts. */
export function encodeOutputs(content: CachedOutputs): Uint8Array[] {
  const { moduleDir, tool, paths, keys, settings, diagnostics, search, other, outputs } = content
  return encodeSections([
    ...[bytesOf(moduleDir), bytesOf(tool), bytesOf(paths), bytesIn(keys)],
    Buffer.from(JSON.stringify({ settings, diagnostics })),
    listOf(outputs.map(({ name }) => name)),
    ...queriesSections(search),
    ...queriesSections(other),
    ...outputs.map(({ bytes }) => bytes),
  ])
}

const queriesSections = ({ queries, answers, keys }: FileQueries): Uint8Array[] => [
  listOf(queries),
  listOf(answers),
  bytesIn(keys),
]

const listOf = (texts: readonly string[]): Uint8Array => bytesOf(joinTexts(texts))

/** The content of a valid file of this format, with views of `bytes`; `undefined` for any other file. */
export function decodeOutputs(bytes: Uint8Array): CachedOutputs | undefined {
  const sections = decodeSections(bytes)
  if (sections === undefined || sections.length < FIXED_SECTIONS) return undefined
  const next = sections[Symbol.iterator]()
  const section = (): Uint8Array => next.next().value ?? new Uint8Array(0)
  // Properties are evaluated in the order in which they are written here, which is that of the sections.
  const front = {
    moduleDir: byteString(section()),
    tool: byteString(section()),
    paths: byteString(section()),
    keys: longsIn(section()),
    about: aboutIn(section()),
    names: textsIn(section()),
    search: queriesIn(section(), section(), section()),
    other: queriesIn(section(), section(), section()),
  }
  const { about, names, search, other, ...modules } = front
  const isSound =
    modules.keys.length === splitTexts(modules.paths).length * KEY_WIDTH &&
    sections.length === FIXED_SECTIONS + names.length
  if (!about || !search || !other || !isSound) return undefined
  return { ...modules, ...about, search, other, outputs: names.map((name) => ({ name, bytes: section() })) }
}

const textsIn = (bytes: Uint8Array): string[] => splitTexts(byteString(bytes))

function queriesIn(queries: Uint8Array, answers: Uint8Array, keys: Uint8Array): FileQueries | undefined {
  const found = { queries: textsIn(queries), answers: textsIn(answers), keys: longsIn(keys) }
  const count = found.queries.length
  return found.answers.length === count && found.keys.length === count * KEY_WIDTH ? found : undefined
}

/** The checksum has shown that it is what was written. */
function aboutIn(bytes: Uint8Array): Pick<CachedOutputs, 'settings' | 'diagnostics'> | undefined {
  try {
    const { settings, diagnostics } = JSON.parse(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(),
    )
    return typeof settings === 'string' && Array.isArray(diagnostics) ? { settings, diagnostics } : undefined
  } catch {
    return undefined
  }
}
