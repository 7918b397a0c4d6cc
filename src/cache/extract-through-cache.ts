/**
 * Reads many modules like extractModules(), symbols, .modinfo and traits alike, but takes what an earlier run has found
 * in those that have not changed since. The result is the same as without a cache, also if that is damaged, of another
 * program or of another user: then it is made again.
 */
import { diagnostic, type Report } from '../base/diagnostic.ts'
import { always, orElse } from '../base/errors.ts'
import { basename } from '../base/names.ts'
import { type ExtractOptions, extractModules } from '../extract/extract-modules.ts'
import type { ExtractedModules } from '../extract/extracted-modules.ts'
import { knownFrom } from '../extract/extraction-sections.ts'
import { unknownPositions } from '../extract/known-facts.ts'
import { storedAt } from '../extract/module-store.ts'
import type { Host } from '../host/host.ts'
import { archiveOf, keysOfArchive } from './archive-key.ts'
import { cachePath, loadContent, saveParts } from './cache-store.ts'
import {
  beginRun,
  type CachedModules,
  type CachedRun,
  forgetUncertain,
  knownRows,
  usable,
} from './cached-run.ts'
import { type CachedExtraction, decodeCachedExtraction, encodeCachedExtraction } from './extraction-format.ts'
import { hasKey, type KeySource, keysOf } from './module-keys.ts'

export interface ExtractionCache {
  /** The directory of the caches. */
  readonly directory: string
  /** The machine that has that directory. */
  readonly host: Host
  /** Where the paths of modules can be looked at, which may be another view of that machine. */
  readonly keyHost: Host
  /** The directory that was searched for modules; its last component is the release. */
  readonly moduleDir: string
  /** Whether the paths are all modules of the kernel: what is found in a part of them is not kept. */
  readonly isWhole: boolean
  readonly report: Report
}

/** Reports a cache that cannot be written. Traits are always among the results. */
export async function extractThroughCache(
  paths: readonly string[],
  options: ExtractOptions,
  cache: ExtractionCache,
): Promise<ExtractedModules> {
  // A file of facts is a cache of its own, and faster.
  if (paths.some((path) => storedAt(options.host, path) !== undefined))
    return extractModules(paths, { ...options, withTraits: true })
  const run = beginRun(cache.host, paths, keySourceFor(cache, paths), namesFor(cache, paths))
  if (!paths.some((_, position) => hasKey(run.keys, position)))
    return extractModules(paths, { ...options, withTraits: true })
  const cached = cachedFor(run, cache)
  const rows = knownRows(run, cached)
  const missing = unknownPositions(rows)
  const known = cached && [knownFrom(cached.extraction, rows)]
  const extracted = await extractModules(paths, { ...options, withTraits: true, known })
  if (missing.length > 0 && cache.isWhole) {
    forgetUncertain(run, missing, extracted.failures)
    if (missing.some((position) => hasKey(run.keys, position))) save(run, extracted, cache)
  }
  return extracted
}

/**
 * Paths below the module directory: that may be spelled differently, as below a root where /lib is a link, and the keys
 * show whether it is the same file. Modules in an archive have the same key, so they need their whole paths.
 */
function namesFor({ keyHost, moduleDir }: ExtractionCache, paths: readonly string[]): readonly string[] {
  if (archiveOf(keyHost, moduleDir) !== undefined) return paths
  const directory = `/${basename(moduleDir)}/`
  const names = paths.map((path) => {
    const start = path.indexOf(directory)
    return start < 0 ? path : path.slice(start + directory.length)
  })
  return new Set(names).size === names.length ? names : paths
}

/** The cache of these modules. */
const cachedFor = (
  run: CachedRun,
  { host, directory, moduleDir }: ExtractionCache,
): CachedExtraction | undefined =>
  usable(loadContent(host, cachePath(directory, moduleDir, 'tskmod'), decodeCachedExtraction), moduleDir, run)

/** In layers several files decide what a module is: then there are no keys. */
function keySourceFor({ keyHost, moduleDir }: ExtractionCache, paths: readonly string[]): KeySource {
  const archive = archiveOf(keyHost, moduleDir)
  if (archive === undefined) return (some) => keysOf(keyHost, some)
  const isLayered = paths.some((path) => (keyHost.layersOf?.(path) ?? []).length > 0)
  return (some) => keysOfArchive(keyHost, isLayered ? undefined : archive, some.length)
}

function save(
  run: CachedRun,
  extracted: ExtractedModules,
  { host, directory, moduleDir, report }: ExtractionCache,
): void {
  const { tool, pathList, keys } = run
  const modules: CachedModules = { moduleDir, tool, paths: pathList, keys }
  orElse(
    () =>
      saveParts(host, cachePath(directory, moduleDir, 'tskmod'), encodeCachedExtraction(modules, extracted)),
    (errno) => report(diagnostic('cache-unwritable', { path: directory, errno })),
    always,
  )
}
