/**
 * Reads many modules on as many threads as asked for, the main one included, and gives what they say in the order of
 * their paths: which thread read a module cannot be seen in the result.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { LimitFunction } from 'p-limit'
import type { KmodError } from '../base/errors.ts'
import type { Host } from '../host/host.ts'
import { ContentReader, type ModinfoContent } from './modinfo-reader.ts'
import type { ContentWorker } from './modinfo-thread.ts'

/** Some 30 ms of work where modules are compressed. */
const BATCH_SIZE = 16
/** Batches that lie ready at each worker, so that it need not wait while the main thread reads a batch of its own. */
const BATCHES_AHEAD = 2
/** Workers beyond this would wait for the main thread, which puts the results in order. */
const MAX_JOBS = 64

export interface ReadContentsOptions {
  /** Reads what the main thread reads: all, when `jobs` is 1. */
  readonly host: Host
  readonly jobs: number
  /** The compiled worker.js, where it is not in its place. */
  readonly workerUrl?: URL | undefined
}

/** A run of paths, and what became of it. */
interface Batch {
  readonly paths: readonly string[]
  /** Ends when the worker that has it is done, or dead. */
  reading?: Promise<void>
  isLost?: boolean
  contents?: readonly (ModinfoContent | KmodError)[]
}

export async function* readContents(
  paths: readonly string[],
  { host, jobs, workerUrl }: ReadContentsOptions,
): AsyncGenerator<ModinfoContent | KmodError> {
  const batches = inBatches(paths)
  const pile = batches.values()
  const workers = await startWorkers(Math.min(jobs, MAX_JOBS, batches.length) - 1, workerUrl)
  const own = new ContentReader(host)
  try {
    for (const { worker, admit } of workers) for (const _ of batches) admit(() => readNext(worker, pile))
    for (const batch of batches) {
      yield* await contentsOf(batch, pile, own)
      // Thousands of modules are not kept until the last one is told.
      batch.contents = []
    }
  } finally {
    await Promise.all(workers.map(({ worker }) => worker.stop()))
  }
}

interface BusyWorker {
  readonly worker: ContentWorker
  /** Lets the worker have a few batches at a time; the rest stays on the pile for whoever is free. */
  readonly admit: LimitFunction
}

/** The means to do so are loaded here: on one thread nobody needs them. */
async function startWorkers(count: number, url: URL | undefined): Promise<BusyWorker[]> {
  if (count <= 0) return []
  const [{ ContentWorker }, { default: pLimit }] = await Promise.all([
    import('./modinfo-thread.ts'),
    import('p-limit'),
  ])
  return Array.from({ length: count }, () => ({
    worker: new ContentWorker(url),
    admit: pLimit(BATCHES_AHEAD),
  }))
}

const inBatches = (paths: readonly string[]): Batch[] =>
  Array.from({ length: Math.ceil(paths.length / BATCH_SIZE) }, (_, i) => ({
    paths: paths.slice(i * BATCH_SIZE, (i + 1) * BATCH_SIZE),
  }))

/** Has a worker read the next batch of the pile, if there is one and the worker lives. */
async function readNext(worker: ContentWorker, pile: Iterator<Batch, undefined>): Promise<void> {
  const batch = worker.isAlive ? pile.next().value : undefined
  if (batch === undefined) return
  batch.reading = worker.read(batch.paths).then((contents) => {
    if (contents === undefined) batch.isLost = true
    else batch.contents = contents
  })
  await batch.reading
}

/** What `batch` holds. While somebody else reads it, the main thread reads on. */
async function contentsOf(
  batch: Batch,
  pile: Iterator<Batch, undefined>,
  own: ContentReader,
): Promise<readonly (ModinfoContent | KmodError)[]> {
  while (batch.contents === undefined) {
    const next = batch.isLost ? batch : pile.next().value
    if (next === undefined) {
      await batch.reading
      continue
    }
    const contents: (ModinfoContent | KmodError)[] = []
    for (const path of next.paths) contents.push(await own.read(path))
    next.contents = contents
    // The answers of the workers come in between.
    await nextTurn()
  }
  return batch.contents
}
