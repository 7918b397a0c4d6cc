/**
 * Reads many modules like extractModules(), but uses facts from a cache for those that have not changed.
 *
 * The result does not depend on which modules were read. An unreadable module is tried again in each run: the reason
 * may be temporary (permissions, memory, a failing disk), and it must be reported each time.
 */
import { diagnostic, type Report } from '../base/diagnostic.ts'
import { always, orElse } from '../base/errors.ts'
import type { ExtractedModules, ExtractOptions } from '../extract/extract-modules.ts'
import { UNKNOWN_MODULE, unknownPositions } from '../extract/known-facts.ts'
import { columnsOf, fromColumns } from '../facts/facts-columns.ts'
import type { FactsTable } from '../facts/facts-table.ts'
import type { CacheContent } from './cache-format.ts'
import { cachePath, loadCache, saveCache } from './cache-store.ts'
import { forgetKey, hasKey, isSameKey, isSettled, keysOf } from './module-keys.ts'
import { toolIdentity } from './tool-identity.ts'

export interface CachedExtractOptions extends ExtractOptions {
  /** The directory of the cache. */
  readonly directory: string
  /** The directory that was searched for modules; its last component is the release. */
  readonly moduleDir: string
  readonly report: Report
}

/** Reports a cache that cannot be written; one that cannot be read or used is silently rebuilt. */
export async function extractWithCache(
  paths: readonly string[],
  options: CachedExtractOptions,
): Promise<ExtractedModules> {
  const { host, moduleDir } = options
  // Everything below relies on keys being taken after this moment, and modules being read after that.
  const startedAt = host.now()
  const run: CachedRun = {
    paths,
    pathList: paths.join(SEPARATOR),
    keys: keysOf(host, paths),
    tool: toolIdentity(),
  }
  const cached = usable(loadCache(host, cachePath(options.directory, moduleDir)), moduleDir, run.tool)
  const rows = knownRows(run, cached)
  const missing = unknownPositions(rows)
  if (cached && missing.length === 0 && cached.paths === run.pathList)
    return { facts: fromColumns(cached.facts), failures: [] }
  // Loaded only when needed: it would take a quarter of the time of a run over an unchanged tree.
  const { extractModules } = await import('../extract/extract-modules.ts')
  const known = cached && [{ columns: cached.facts, rows }]
  const { facts, failures } = await extractModules(paths, { ...options, known })
  forgetUncertain(run, missing, keysOf(host, pathsAt(run, missing)), startedAt)
  for (const { position } of failures) forgetKey(run.keys, position)
  if (isWorthSaving(run, cached)) save(run, facts, options)
  return { facts, failures }
}

/**
 * Keys that may not belong to the file that was read. Not every file system changes the ctime when a file is renamed:
 * taking the keys again detects a file that was replaced for a while.
 * @param after the keys of the modules at `read`, taken after they have been read
 */
function forgetUncertain(
  { keys }: CachedRun,
  read: Int32Array,
  after: BigInt64Array,
  startedAt: bigint,
): void {
  for (const [i, position] of read.entries())
    if (!isSettled(keys, position, startedAt) || !isSameKey(keys, position, after, i))
      forgetKey(keys, position)
}

const pathsAt = ({ paths }: CachedRun, positions: Int32Array): string[] =>
  Array.from(positions, (position) => paths[position] ?? '')

/** No path contains it. */
const SEPARATOR = '\0'

interface CachedRun {
  readonly paths: readonly string[]
  readonly pathList: string
  readonly keys: BigInt64Array
  readonly tool: string
}

const usable = (cached: CacheContent | undefined, moduleDir: string, tool: string) =>
  cached?.moduleDir === moduleDir && cached.tool === tool ? cached : undefined

/** For each path the number of its module in the cache, or UNKNOWN_MODULE. */
function knownRows({ paths, pathList, keys }: CachedRun, cached: CacheContent | undefined): Int32Array {
  const rows = new Int32Array(paths.length).fill(UNKNOWN_MODULE)
  if (cached === undefined) return rows
  const rowOf = cached.paths === pathList ? undefined : rowsByPath(cached.paths)
  for (let i = 0; i < rows.length; i++) {
    const row = rowOf === undefined ? i : (rowOf.get(paths[i] ?? '') ?? UNKNOWN_MODULE)
    if (row !== UNKNOWN_MODULE && isSameKey(keys, i, cached.keys, row)) rows[i] = row
  }
  return rows
}

const rowsByPath = (pathList: string): Map<string, number> =>
  new Map(pathList.split(SEPARATOR).map((path, row) => [path, row]))

/** Whether it differs from the previous one. */
function isWorthSaving({ pathList, keys, paths }: CachedRun, cached: CacheContent | undefined): boolean {
  if (cached === undefined) return paths.some((_, i) => hasKey(keys, i))
  return (
    cached.paths !== pathList || paths.some((_, i) => hasKey(keys, i) && !isSameKey(keys, i, cached.keys, i))
  )
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
