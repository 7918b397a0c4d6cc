/**
 * Chooses the default number of threads that read modules. A thread costs some 90 ms of CPU time before it has read
 * anything (its own heap, loading the code again), so it must save more than that.
 */

import type { Host } from '../host/host.ts'
import { coreCount } from '../host/node-host.ts'

/** Decompressing takes ten times as long as all other work on a module. */
const COMPRESSED_WEIGHT = 10
/**
 * The amount of work that justifies a further thread, in uncompressed modules; measured on trees of 1 to 40,000
 * modules.
 */
const WORK_PER_THREAD = 8_000
/** Beyond this the main thread, which joins the results, is the bottleneck. */
const MAX_JOBS = 8

/** @returns threads including the main one: 1 and up */
export function chooseJobs(paths: readonly string[], cores: number): number {
  let work = 0
  for (const path of paths) work += path.endsWith('.ko') ? 1 : COMPRESSED_WEIGHT
  const paying = 1 + Math.floor(work / WORK_PER_THREAD)
  return Math.max(1, Math.min(paying, cores, MAX_JOBS))
}

/**
 * The number of threads for `paths`: as requested, or chosen by the amount of work; one if threads cannot use the host
 * (`Host.threadPath`).
 */
export const jobsFor = (
  { jobs, host }: { readonly jobs?: number | undefined; readonly host?: Host | undefined },
  paths: readonly string[],
): number =>
  host === undefined || host.threadPath !== undefined ? (jobs ?? chooseJobs(paths, coreCount())) : 1

/**
 * The size of a modules.order of some 1,000 lines: so many modules justify a further thread, if they are compressed.
 */
export const PROMISING_ORDER_SIZE = 40_000
