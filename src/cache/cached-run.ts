/** What both caches do: which modules of a run are in a cache, and which may be put into it. */

import { UNKNOWN_MODULE } from '../extract/known-facts.ts'
import type { Host } from '../host/host.ts'
import { forgetKey, hasKey, isSameKey, isSettled, type KeySource, keysOf } from './module-keys.ts'
import { joinTexts, splitTexts } from './section-values.ts'
import { toolIdentity } from './tool-identity.ts'

/** What a cache of any kind has of its modules. */
export interface CachedModules {
  /** The directory that was searched for modules. */
  readonly moduleDir: string
  /** See tool-identity.ts. */
  readonly tool: string
  /** Separated by NUL; module `i` is the i-th. Whole, or below the directory: see CachedRun.names. */
  readonly paths: string
  /** See module-keys.ts. */
  readonly keys: BigInt64Array
}

/** No path contains it. */

export interface CachedRun {
  /** Keys were taken after this moment, and modules are read after that. */
  readonly startedAt: bigint
  readonly paths: readonly string[]
  /** By which the modules are known in the cache. */
  readonly names: readonly string[]
  readonly pathList: string
  readonly keys: BigInt64Array
  readonly keySource: KeySource
  readonly tool: string
}

/**
 * @param host has the clock
 * @param names by which the modules are known in the cache
 */
export function beginRun(
  host: Host,
  paths: readonly string[],
  keySource: KeySource,
  names: readonly string[] = paths,
): CachedRun {
  const startedAt = host.now()
  const keys = keySource(paths)
  return { startedAt, paths, names, pathList: joinTexts(names), keys, keySource, tool: toolIdentity() }
}

/** A run over files of `host`, whose keys are taken now. */
export const beginCachedRun = (host: Host, paths: readonly string[]): CachedRun =>
  beginRun(host, paths, (some) => keysOf(host, some))

/** A cache of the same modules, made by the same program. */
export const usable = <T extends CachedModules>(
  cached: T | undefined,
  moduleDir: string,
  { tool }: CachedRun,
): T | undefined => (cached?.moduleDir === moduleDir && cached.tool === tool ? cached : undefined)

/** For each path the number of its module in the cache, or UNKNOWN_MODULE. */
export function knownRows(
  { names, pathList, keys }: CachedRun,
  cached: CachedModules | undefined,
): Int32Array {
  const rows = new Int32Array(names.length).fill(UNKNOWN_MODULE)
  if (cached === undefined) return rows
  const rowOf = cached.paths === pathList ? undefined : rowsByPath(cached.paths)
  for (let i = 0; i < rows.length; i++) {
    const row = rowOf === undefined ? i : (rowOf.get(names[i] ?? '') ?? UNKNOWN_MODULE)
    if (row !== UNKNOWN_MODULE && isSameKey(keys, i, cached.keys, row)) rows[i] = row
  }
  return rows
}

const rowsByPath = (pathList: string): Map<string, number> =>
  new Map(splitTexts(pathList).map((path, row) => [path, row]))

/**
 * Forgets the keys that may not belong to the file that was read. Not every file system changes the ctime when a file
 * is renamed: taking the keys again detects a file that was replaced for a while.
 * @param read the positions of the modules that have been read since the run began
 * @param failed those that could not be: they are tried again in each run
 */
export function forgetUncertain(
  { paths, keys, keySource, startedAt }: CachedRun,
  read: Int32Array,
  failed: readonly { readonly position: number }[],
): void {
  const after = keySource(Array.from(read, (position) => paths[position] ?? ''))
  for (const [i, position] of read.entries())
    if (!isSettled(keys, position, startedAt) || !isSameKey(keys, position, after, i))
      forgetKey(keys, position)
  for (const { position } of failed) forgetKey(keys, position)
}

/** Whether the run differs from what is in the cache. */
export function isWorthSaving(
  { pathList, keys, paths }: CachedRun,
  cached: CachedModules | undefined,
): boolean {
  if (cached === undefined) return paths.some((_, i) => hasKey(keys, i))
  return (
    cached.paths !== pathList || paths.some((_, i) => hasKey(keys, i) && !isSameKey(keys, i, cached.keys, i))
  )
}
