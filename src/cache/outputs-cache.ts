/**
 * Keeps what a run has written, so that a run in which nothing has changed neither searches nor reads modules, resolves
 * or makes anything; and what the search for modules found, for a run in which only modules have changed.
 *
 * What decides the outputs: the program, the settings, the files that were asked for (file-queries.ts), and the modules
 * (module-keys.ts). Where one of them cannot be identified for certain, nothing is kept.
 */
import { type Diagnostic, diagnostic, type Report } from '../base/diagnostic.ts'
import { always, orElse } from '../base/errors.ts'
import type { Host } from '../host/host.ts'
import { cachePath, loadContent, saveParts } from './cache-store.ts'
import { beginCachedRun, type CachedRun, usable } from './cached-run.ts'
import { type FileQueries, QueryRecorder, stillHold } from './file-queries.ts'
import { hasKey } from './module-keys.ts'
import { type CachedOutputs, decodeOutputs, encodeOutputs } from './outputs-format.ts'
import { bytesIn, splitTexts } from './section-values.ts'

export interface OutputsCache {
  readonly host: Host
  /** The directory of the caches. */
  readonly directory: string
  /** The directory that was searched for modules; its last component is the release. */
  readonly moduleDir: string
  /** Identifies everything that decides outputs and is neither a file nor the program. */
  readonly settings: string
  readonly report: Report
}

/** The steps of a run before it makes outputs, by their place in CachedOutputs.diagnostics. */
export const STEPS = { symbols: 0, search: 1, modules: 2, outputs: 3 } as const

/** What a search for modules has found. */
export interface KnownSearch {
  readonly queries: FileQueries
  readonly diagnostics: readonly Diagnostic[]
  /** The modules, in order, as they are now. */
  readonly run: CachedRun
}

export type Known =
  | { readonly kind: 'outputs'; readonly content: CachedOutputs }
  | { readonly kind: 'search'; readonly search: KnownSearch }
  | { readonly kind: 'nothing' }

/** What need not be done again. */
export function knownOutputs({ host, directory, moduleDir, settings }: OutputsCache): Known {
  const content = loadContent(host, cachePath(directory, moduleDir, 'outputs'), decodeOutputs)
  if (content?.settings !== settings || !stillHold(host, content.search)) return { kind: 'nothing' }
  const run = beginCachedRun(host, splitTexts(content.paths))
  if (usable(content, moduleDir, run) === undefined) return { kind: 'nothing' }
  if (areSame(run.keys, content.keys) && stillHold(host, content.other)) return { kind: 'outputs', content }
  const diagnostics = content.diagnostics[STEPS.search] ?? []
  return { kind: 'search', search: { queries: content.search, diagnostics, run } }
}

/** Whether all modules have keys, and the same ones. */
const areSame = (a: BigInt64Array, b: BigInt64Array): boolean =>
  a.length === b.length && Buffer.compare(bytesIn(a), bytesIn(b)) === 0

/** A run with more of them is repeated each time: they would take longer to read than to find. */
const MAX_DIAGNOSTICS = 10_000

/** Notes what a run asks and reports, step by step. */
export class OutputsRecorder {
  readonly #cache: OutputsCache
  readonly #search: QueryRecorder
  readonly #other: QueryRecorder
  readonly #diagnostics: Diagnostic[][] = [[]]
  #count = 0

  constructor(cache: OutputsCache) {
    const startedAt = cache.host.now()
    this.#cache = cache
    this.#search = new QueryRecorder(cache.host, startedAt)
    this.#other = new QueryRecorder(cache.host, startedAt)
  }

  /** The host for the search for modules. */
  searchHost = (): Host => this.#search.recordingHost(this.#cache.moduleDir)
  /** The host for the configuration of that search. */
  configHost = (): Host => this.#search.recordingHost()
  /** The host for everything else but the modules. */
  otherHost = (): Host => this.#other.recordingHost()

  readonly report: Report = (diagnostic) => {
    if (++this.#count <= MAX_DIAGNOSTICS) this.#diagnostics.at(-1)?.push(diagnostic)
    this.#cache.report(diagnostic)
  }

  /** Ends a step. */
  next(): void {
    this.#diagnostics.push([])
  }

  /**
   * Keeps the outputs, if all that decided them is known.
   * @param run of the modules, after they were read
   * @param search what was known of the search, if that was not repeated
   * @param unwritable reports a cache that cannot be written
   */
  keep(
    { paths, pathList, keys, tool }: CachedRun,
    outputs: CachedOutputs['outputs'],
    known: FileQueries | undefined,
    unwritable: Report,
  ): void {
    const [search, other] = [known ?? this.#search.recorded(), this.#other.recorded()]
    const hasKeys = paths.length > 0 && paths.every((_, i) => hasKey(keys, i))
    if (!search || !other || !hasKeys || this.#count > MAX_DIAGNOSTICS) return
    const { host, directory, moduleDir, settings } = this.#cache
    const modules = { moduleDir, tool, paths: pathList, keys }
    const content = { ...modules, settings, diagnostics: this.#diagnostics, search, other, outputs }
    orElse(
      () => saveParts(host, cachePath(directory, moduleDir, 'outputs'), encodeOutputs(content)),
      (errno) => unwritable(diagnostic('cache-unwritable', { path: directory, errno })),
      always,
    )
  }
}
