/**
 * Reads many modules as extractModules() does, but takes what is known of those that have not changed from a cache.
 *
 * Nobody can see in the result which modules were read. A module that cannot be read is tried again in each run: why
 * it cannot may be a matter of the moment (permissions, memory, a disk that fails), and it must be told each time.
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
  /** Where the modules were searched; its last part is the release. */
  readonly moduleDir: string
  readonly report: Report
}

/** Reports a cache that cannot be written; one that cannot be read or used is made anew without a word. */
export async function extractWithCache(
  paths: readonly string[],
  options: CachedExtractOptions,
): Promise<ExtractedModules> {
  const { host, moduleDir } = options
  // Everything below counts on keys being taken after this moment, and modules being read after that.
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
  // Loaded when it is needed: a quarter of the time that an unchanged tree takes would go into it.
  const { extractModules } = await import('../extract/extract-modules.ts')
  const known = cached && { columns: cached.facts, rows }
  const { facts, failures } = await extractModules(paths, { ...options, known })
  forgetUncertain(run, missing, keysOf(host, pathsAt(run, missing)), startedAt)
  for (const { position } of failures) forgetKey(run.keys, position)
  if (isWorthSaving(run, cached)) save(run, facts, options)
  return { facts, failures }
}

/**
 * Keys that may not belong to what was read. Not every file system changes the ctime when a file is renamed: that another
 * one was in its place for a while shows when the keys are taken once more.
 * @param after the keys of the modules at `read` after they have been read
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

/** No path has one. */
const SEPARATOR = '\0'

interface CachedRun {
  readonly paths: readonly string[]
  readonly pathList: string
  readonly keys: BigInt64Array
  readonly tool: string
}

const usable = (cached: CacheContent | undefined, moduleDir: string, tool: string) =>
  cached?.moduleDir === moduleDir && cached.tool === tool ? cached : undefined

/** For each path the module of the cache that has its facts, or UNKNOWN_MODULE. */
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

/** When it says something that the one before did not. */
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
