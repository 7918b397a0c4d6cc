/**
 * Reads many modules, on as many threads as asked for. Whatever their number, the facts come out in the order of the
 * paths: which thread read a module cannot be seen in the result.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import pLimit from 'p-limit'
import { type FactsColumns, type FactsPosition, fromColumns, mergeFacts } from '../facts/facts-columns.ts'
import type { FactsTable } from '../facts/facts-table.ts'
import type { Host } from '../host/host.ts'
import { BatchExtractor, type ModuleFailure } from './extract-batch.ts'
import { ExtractWorker } from './worker-pool.ts'

const BATCH_SIZE = 32
/** A thread that has less to do than this is not started, and there are never more threads than that. */
const BATCHES_PER_JOB = 2
const MAX_JOBS = 64
/** Batches that lie ready at each worker, so that it need not wait while the main thread reads a batch of its own. */
const BATCHES_AHEAD = 2

export interface ExtractOptions {
  readonly host: Host
  /** Threads, the main one included. With 1 no worker is started, and everything goes through `host`. */
  readonly jobs: number
  /** The compiled worker.js, where it is not beside this file. */
  readonly workerUrl?: URL | undefined
  /** Told after each batch how many of the modules have been read. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined
}

export interface ExtractedModules {
  /** Module `i` is the one at `paths[i]`. */
  readonly facts: FactsTable
  /** By ascending position in `paths`. */
  readonly failures: readonly ModuleFailure[]
}

export async function extractModules(
  paths: readonly string[],
  { host, jobs, workerUrl, onProgress }: ExtractOptions,
): Promise<ExtractedModules> {
  const most = Math.min(MAX_JOBS, Math.ceil(paths.length / BATCHES_PER_JOB / BATCH_SIZE))
  const workers = Math.min(jobs, most) - 1
  if (workers > 0) return new SharedExtraction(paths, host, onProgress).run(workers, workerUrl)
  const extractor = new BatchExtractor(host)
  const failures: ModuleFailure[] = []
  for (let start = 0; start < paths.length; start += BATCH_SIZE) {
    const batch = { start, paths: paths.slice(start, start + BATCH_SIZE) }
    failures.push(...inWhole(batch, await extractor.extract(batch.paths)))
    onProgress?.(start + batch.paths.length, paths.length)
  }
  return { facts: fromColumns(extractor.columns()), failures }
}

/** A run of paths, by where it starts. */
interface Batch {
  readonly start: number
  readonly paths: readonly string[]
}

/** The main thread and some workers, who take batches from one pile until it is gone. */
class SharedExtraction {
  readonly #paths: readonly string[]
  readonly #own: BatchExtractor
  /** What the main thread has read, in the order of its table. */
  readonly #ownBatches: Batch[] = []
  readonly #failures: ModuleFailure[] = []
  readonly #onProgress: ExtractOptions['onProgress']
  #nextStart = 0
  #done = 0

  constructor(paths: readonly string[], host: Host, onProgress: ExtractOptions['onProgress']) {
    this.#paths = paths
    this.#own = new BatchExtractor(host)
    this.#onProgress = onProgress
  }

  async run(workerCount: number, workerUrl: URL | undefined): Promise<ExtractedModules> {
    const shares = Array.from({ length: workerCount }, () => new WorkerShare(new ExtractWorker(workerUrl)))
    try {
      const results = await this.#extractWith(shares)
      for (const [i, share] of shares.entries()) {
        if (results[i]) this.#failures.push(...share.failures)
        // A thread that died took its facts along: its modules are read once more, here.
        else for (const batch of share.batches) await this.#extractHere(batch)
      }
      return this.#join(shares, results)
    } finally {
      // After an error of ours they would wait for more work, and keep the process alive.
      await Promise.all(shares.map((share) => share.stop()))
    }
  }

  async #extractWith(shares: readonly WorkerShare[]): Promise<(FactsColumns | undefined)[]> {
    const working = this.#shareOut(shares)
    for (let batch = this.#take(); batch; batch = this.#take()) {
      await this.#extractHere(batch)
      await nextTurn()
    }
    await working
    return Promise.all(shares.map((share) => share.finish()))
  }

  /** p-limit admits batches to the workers: a few ahead for each, the rest stays on the pile for whoever is free. */
  async #shareOut(shares: readonly WorkerShare[]): Promise<void> {
    const admit = pLimit(shares.length * BATCHES_AHEAD)
    const batchCount = Math.ceil(this.#paths.length / BATCH_SIZE)
    const leastBusy = (): WorkerShare | undefined =>
      shares.filter((share) => share.isAlive).sort((a, b) => a.pending - b.pending)[0]
    await Promise.all(
      Array.from({ length: batchCount }, () =>
        admit(async () => {
          const share = leastBusy()
          const batch = share && this.#take()
          if (!batch) return
          await share.extract(batch)
          // What a thread took along when it died will count when it is read once more.
          if (share.isAlive) this.#count(batch)
        }),
      ),
    )
  }

  #take(): Batch | undefined {
    const start = this.#nextStart
    if (start >= this.#paths.length) return undefined
    this.#nextStart += BATCH_SIZE
    return { start, paths: this.#paths.slice(start, this.#nextStart) }
  }

  async #extractHere(batch: Batch): Promise<void> {
    this.#failures.push(...inWhole(batch, await this.#own.extract(batch.paths)))
    this.#ownBatches.push(batch)
    this.#count(batch)
  }

  #count(batch: Batch): void {
    this.#done = Math.min(this.#done + batch.paths.length, this.#paths.length)
    this.#onProgress?.(this.#done, this.#paths.length)
  }

  #join(shares: readonly WorkerShare[], results: readonly (FactsColumns | undefined)[]): ExtractedModules {
    const tables = [this.#own.columns()]
    const positions = new Array<FactsPosition>(this.#paths.length)
    placeModules(positions, 0, this.#ownBatches)
    for (const [i, share] of shares.entries()) {
      const columns = results[i]
      if (columns) placeModules(positions, tables.push(columns) - 1, share.batches)
    }
    return {
      facts: mergeFacts(tables, positions),
      failures: this.#failures.sort((a, b) => a.position - b.position),
    }
  }
}

/** Failures by their position among all paths. */
const inWhole = (batch: Batch, failures: readonly ModuleFailure[]): ModuleFailure[] =>
  failures.map((failure) => ({ ...failure, position: batch.start + failure.position }))

function placeModules(positions: FactsPosition[], table: number, batches: readonly Batch[]): void {
  let module = 0
  for (const batch of batches)
    for (let i = 0; i < batch.paths.length; i++) positions[batch.start + i] = { table, module: module++ }
}

/** What one worker was given, and what became of it. */
class WorkerShare {
  readonly #worker: ExtractWorker
  /** In the order in which the worker reads them. */
  readonly batches: Batch[] = []
  readonly failures: ModuleFailure[] = []
  pending = 0
  isAlive = true

  constructor(worker: ExtractWorker) {
    this.#worker = worker
  }

  async extract(batch: Batch): Promise<void> {
    this.batches.push(batch)
    this.pending++
    try {
      this.failures.push(...inWhole(batch, await this.#worker.extract(batch.paths)))
    } catch {
      this.isAlive = false
    } finally {
      this.pending--
    }
  }

  stop(): Promise<void> {
    return this.#worker.stop()
  }

  /** The facts of `batches`; `undefined` when the worker died. */
  async finish(): Promise<FactsColumns | undefined> {
    if (!this.isAlive) return undefined
    try {
      return await this.#worker.finish()
    } catch {
      this.isAlive = false
      return undefined
    }
  }
}
