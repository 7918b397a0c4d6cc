/** The part of depmod that reads modules: chooses the number of threads, and takes what it can from a cache. */
import { nothing, orElse } from '../base/errors.ts'
import { toByteString } from '../base/names.ts'
import { jobsFor, PROMISING_ORDER_SIZE } from '../extract/choose-jobs.ts'
import type { ExtractOptions } from '../extract/extract-modules.ts'
import type { ExtractThreads } from '../extract/extract-threads.ts'
import type { ExtractedModules } from '../extract/extracted-modules.ts'
import { coreCount } from '../host/node-host.ts'
import { threadPaths } from '../host/rooted-host.ts'
import type { ModuleFile } from '../scan/scan-modules.ts'
import type { DepmodRun } from './depmod-run.ts'

/** Starts a thread before the modules are known, if a long modules.order promises enough work for it. */
export async function prestartThreads({
  options,
  host,
  moduleDir,
}: DepmodRun): Promise<ExtractThreads | undefined> {
  // With a cache there is often very little to read.
  if (options.host !== undefined || options.cache !== undefined || options.files) return undefined
  if ((options.jobs ?? coreCount()) < 2) return undefined
  const order = orElse(() => host.status(`${moduleDir}/modules.order`), nothing)
  if (order === undefined || order.size < PROMISING_ORDER_SIZE) return undefined
  const { ExtractThreads } = await import('../extract/extract-threads.ts')
  return new ExtractThreads(options.workerUrl)
}

/** Reads all modules again, or through the cache of their facts: each is loaded when it is used. */
export async function extract(
  run: DepmodRun,
  modules: readonly ModuleFile[],
  threads: ExtractThreads | undefined,
): Promise<ExtractedModules> {
  const { options, moduleDir, report } = run
  const paths = extractionPaths(run, modules)
  const how = { ...extractionOptions(run, paths), threads }
  // A few modules that are given would take the place of all that are known.
  if (options.cache === undefined || options.files)
    return (await import('../extract/extract-modules.ts')).extractModules(paths, how)
  const { extractWithCache } = await import('../cache/extract-with-cache.ts')
  return extractWithCache(paths, { ...how, directory: toByteString(options.cache), moduleDir, report })
}

/** The paths at which threads read `modules`. */
export const extractionPaths = ({ host }: DepmodRun, modules: readonly ModuleFile[]): readonly string[] =>
  threadPaths(
    host,
    modules.map(({ path }) => path),
  )

/** How the modules at `paths` are read. */
export function extractionOptions({ options, host }: DepmodRun, paths: readonly string[]): ExtractOptions {
  const { workerUrl, onProgress, signal } = options
  return { host, jobs: jobsFor(options, paths), workerUrl, onProgress, signal }
}
