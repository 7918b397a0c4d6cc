/**
 * Reads many modules like extractModules(), but uses facts from a cache for those that have not changed.
 *
 * The result does not depend on which modules were read. An unreadable module is tried again in each run: the reason
 * may be temporary (permissions, memory, a failing disk), and it must be reported each time.
 */
import { diagnostic, type Report } from '../base/diagnostic.ts'
import { always, orElse } from '../base/errors.ts'
import type { ExtractOptions } from '../extract/extract-modules.ts'
import type { ExtractedModules } from '../extract/extracted-modules.ts'
import { unknownPositions } from '../extract/known-facts.ts'
import { columnsOf, fromColumns } from '../facts/facts-columns.ts'
import type { FactsTable } from '../facts/facts-table.ts'
import { cachePath, loadCache, saveCache } from './cache-store.ts'
import {
  beginCachedRun,
  type CachedRun,
  forgetUncertain,
  isWorthSaving,
  knownRows,
  usable,
} from './cached-run.ts'

export interface CachedExtractOptions extends ExtractOptions {
  /** The directory of the cache. */
  readonly directory: string
  /** The directory that was searched for modules; its last component is the release. */
  readonly moduleDir: string
  readonly report: Report
}

/**
 * Reports a cache that cannot be written; one that cannot be read or used is silently rebuilt.
 * @param run over `paths`; afterwards it has no keys of modules that have to be read again
 */
export async function extractWithCache(
  paths: readonly string[],
  options: CachedExtractOptions,
  run = beginCachedRun(options.host, paths),
): Promise<ExtractedModules> {
  const { host, moduleDir } = options
  const cached = usable(loadCache(host, cachePath(options.directory, moduleDir)), moduleDir, run)
  const rows = knownRows(run, cached)
  const missing = unknownPositions(rows)
  if (cached && missing.length === 0 && cached.paths === run.pathList)
    return { facts: fromColumns(cached.facts), failures: [] }
  // Loaded only when needed: it would take a quarter of the time of a run over an unchanged tree.
  const { extractModules } = await import('../extract/extract-modules.ts')
  const known = cached && [{ columns: cached.facts, rows }]
  const { facts, failures } = await extractModules(paths, { ...options, known })
  forgetUncertain(run, missing, failures)
  if (isWorthSaving(run, cached)) save(run, facts, options)
  return { facts, failures }
}

function save(
  { pathList, keys, tool }: CachedRun,
  facts: FactsTable,
  { host, directory, moduleDir, report }: CachedExtractOptions,
): void {
  orElse(
    () => {
      const content = { moduleDir, tool, paths: pathList, keys, facts: columnsOf(facts) }
      saveCache(host, cachePath(directory, moduleDir), content)
    },
    (errno) => report(diagnostic('cache-unwritable', { path: directory, errno })),
    always,
  )
}
