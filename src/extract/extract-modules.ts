/**
 * Reads many modules, on the requested number of threads. The facts are always in the order of the paths: the result
 * does not depend on the threads.
 */
import { appendAll } from '../base/append.ts'
import { pause } from '../base/interruption.ts'
import type { ExportKind } from '../facts/extract-facts.ts'
import { fromColumns } from '../facts/facts-columns.ts'
import type { Host } from '../host/host.ts'
import { BatchQueue } from './batch-queue.ts'
import { BatchExtractor } from './extract-batches.ts'
import { ExtractThreads } from './extract-threads.ts'
import type { ExtractedModules } from './extracted-modules.ts'
import {
  joinFacts,
  joinFailures,
  joinTraits,
  type ReadPlan,
  type Share,
  type ShareOfFacts,
} from './join-shares.ts'
import { type KnownFacts, knownFailures, unknownIn, wholeColumns } from './known-facts.ts'
import { storedFacts, withListedExports } from './module-store.ts'

/** The maximum number of threads, and the minimum number of batches for each. */
const MAX_JOBS = 64
const BATCHES_PER_JOB = 4

export interface ExtractOptions {
  readonly host: Host
  /** Threads, the main one included. With 1 no worker is started, and everything goes through `host`. */
  readonly jobs: number
  /** The compiled worker.js, where it is not beside this file. */
  readonly workerUrl?: URL | undefined
  /** Threads that have been started already. The caller stops them. */
  readonly threads?: ExtractThreads | undefined
  /** Default: those that kmod lists. A cache has no others. */
  readonly exportsAre?: ExportKind | undefined
  /** Modules that need not be read; no module is in two of them. */
  readonly known?: readonly KnownFacts[] | undefined
  /** Called from time to time with the number of modules read, and at the end with that of all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined
  /** Stops before the next batch; the threads that are started here are stopped, too. */
  readonly signal?: AbortSignal | undefined
  /** Whether to read .modinfo and what else the kernel looks at in a module, too, in the same pass. */
  readonly withTraits?: boolean
}

/** Thread numbers in the queue: the main thread, and the workers from 1 on. */
const MAIN = 0

export async function extractModules(
  paths: readonly string[],
  options: ExtractOptions,
): Promise<ExtractedModules> {
  options.signal?.throwIfAborted()
  const stored = storedFacts(options.host, paths)
  if (stored.length === 0) return extractOthers(paths, options)
  // What is stored has flags; with them, modules that are read now can be joined.
  const extracted = await extractOthers(paths, {
    ...options,
    exportsAre: 'flagged',
    known: [...(options.known ?? []), ...stored],
  })
  return options.exportsAre === 'flagged'
    ? extracted
    : { ...extracted, facts: withListedExports(extracted.facts) }
}

/** As many threads as are requested, but no more than have something to do with `count` modules. */
export const usefulJobs = (jobs: number, count: number): number =>
  Math.min(jobs, Math.ceil(BatchQueue.batchCount(count) / BATCHES_PER_JOB), MAX_JOBS)

async function extractOthers(paths: readonly string[], options: ExtractOptions): Promise<ExtractedModules> {
  const wanted = readPlanOf(paths, options.known)
  const ready = onlyKnown(wanted, options)
  if (ready) return ready
  const threads = options.threads ?? new ExtractThreads(options.workerUrl)
  threads.start(usefulJobs(options.jobs, wanted.paths.length) - 1)
  try {
    return await extractWith(threads, wanted, options)
  } finally {
    if (options.threads === undefined) await threads.stop()
  }
}

function readPlanOf(paths: readonly string[], known: readonly KnownFacts[] = []): ReadPlan {
  const count = paths.length
  if (known.length === 0) return { paths, positions: Int32Array.from(paths.keys()), count, known }
  const positions = unknownIn(known, count)
  return { paths: Array.from(positions, (position) => paths[position] ?? ''), positions, count, known }
}

/** What is known of all modules, none of which has to be read. */
function onlyKnown(plan: ReadPlan, options: ExtractOptions): ExtractedModules | undefined {
  const { count, known } = plan
  const columns = plan.positions.length > 0 ? undefined : wholeColumns(known, count)
  if (columns === undefined) return undefined
  options.onProgress?.(count, count)
  return {
    facts: fromColumns(columns),
    failures: knownFailures(known),
    ...(options.withTraits && { traits: joinTraits([], plan) }),
  }
}

async function extractWith(
  { threads }: ExtractThreads,
  wanted: ReadPlan,
  options: ExtractOptions,
): Promise<ExtractedModules> {
  const { host, onProgress, signal, exportsAre = 'kmod', withTraits = false } = options
  const { paths } = wanted
  const pile = new BatchQueue(paths.length)
  const answers = threads.map((thread, i) =>
    thread.run({
      kind: 'facts',
      paths,
      pile: pile.memory,
      thread: MAIN + 1 + i,
      traits: withTraits,
      exportsAre,
    }),
  )
  // Threads that have ended hold no files and no memory.
  const relief = async (): Promise<void> => {
    await Promise.all(answers)
    await Promise.all(threads.map((thread) => thread.stop()))
  }
  const own = new BatchExtractor(host, paths, {
    traits: withTraits,
    exportsAre,
    relief: threads.length > 0 ? relief : undefined,
  })
  await own.extractFrom(pile, MAIN, () => {
    onProgress?.(pile.done, paths.length)
    return signal && pause(signal)
  })
  const ownBatches = pile.claimedBy(MAIN)
  const shares: Share[] = []
  for (const [i, answer] of answers.entries()) {
    const batches = pile.claimedBy(MAIN + 1 + i)
    // A thread that has claimed nothing so far never will: it may not even have started.
    if (batches.length === 0) continue
    const share = await answer
    if (share) {
      shares.push({ ...share, batches })
      continue
    }
    // A thread that died took its facts along: its modules are read once more, here.
    for (const batch of batches) {
      await own.extract(batch)
      await pause(signal)
    }
    appendAll(ownBatches, batches)
  }
  signal?.throwIfAborted()
  onProgress?.(paths.length, paths.length)
  const all: ShareOfFacts[] = [{ batches: ownBatches, traits: own.traits() }, ...shares]
  return {
    facts: fromColumns(joinFacts(own, all, wanted)),
    ...(withTraits && { traits: joinTraits(all, wanted) }),
    failures: joinFailures([own, ...shares], wanted),
  }
}
