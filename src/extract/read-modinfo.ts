/**
 * Reads the metadata of many modules on the requested number of threads, including the main one, and yields it in the
 * order of the paths: the result does not depend on the threads.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { isAnyKmodError, type KmodError } from '../base/errors.ts'
import type { Host } from '../host/host.ts'
import { type Batch, BatchQueue } from './batch-queue.ts'
import type { ExtractThread, ExtractThreads } from './extract-threads.ts'
import type { ModinfoContent } from './modinfo-content.ts'
import { ModinfoReader } from './modinfo-reader.ts'
import { unpackContent } from './packed-modinfo.ts'

/**
 * The number of batches queued at each worker, so that it need not wait while the main thread reads a batch of its own.
 */
const BATCHES_AHEAD = 2
/** Workers beyond this would wait for the main thread, which puts the results in order. */
const MAX_JOBS = 64

export interface ReadModinfoOptions {
  /** The host of the main thread, which reads everything if `jobs` is 1. */
  readonly host: Host
  readonly jobs: number
  /** The compiled worker.js, if it is not next to this file. */
  readonly workerUrl?: URL | undefined
}

type Contents = readonly (ModinfoContent | KmodError)[]

/** A batch that was claimed from the queue. */
interface ClaimedBatch extends Batch {
  /** Settles when its worker has answered or died. */
  reading?: Promise<void>
  isLost?: boolean
  contents?: Contents
}

export async function* readModinfo(
  paths: readonly string[],
  { host, jobs, workerUrl }: ReadModinfoOptions,
): AsyncGenerator<ModinfoContent | KmodError> {
  const run = new ModinfoRun(paths, host)
  const workers = Math.min(jobs, MAX_JOBS, BatchQueue.batchCount(paths.length)) - 1
  const threads = workers > 0 ? await startThreads(workers, workerUrl) : undefined
  try {
    if (threads) await run.feed(threads)
    for (let position = 0; position < paths.length; ) {
      const contents = await run.contentsAt(position)
      yield* contents
      position += contents.length
    }
  } finally {
    await threads?.stop()
  }
}

/** Loads the code for threads only here: most calls use none. */
async function startThreads(count: number, url: URL | undefined): Promise<ExtractThreads> {
  const threads = new (await import('./extract-threads.ts')).ExtractThreads(url)
  threads.start(count)
  return threads
}

/** Numbers of threads in the queue: the main one, and the workers from 1 on. */
const MAIN = 0
const WORKERS = 1

class ModinfoRun {
  readonly #paths: readonly string[]
  readonly #queue: BatchQueue
  /** By the position of their first module. */
  readonly #taken = new Map<number, ClaimedBatch>()
  readonly #own: ModinfoReader
  #threads: ExtractThreads | undefined

  constructor(paths: readonly string[], host: Host) {
    this.#paths = paths
    this.#queue = new BatchQueue(paths.length)
    this.#own = new ModinfoReader(host)
  }

  /** Gives each worker a few batches at a time; the rest stays in the queue for the next free thread. */
  async feed(fed: ExtractThreads): Promise<void> {
    const { threads } = fed
    this.#threads = fed
    const { default: pLimit } = await import('p-limit')
    const batches = BatchQueue.batchCount(this.#paths.length)
    for (const [i, thread] of threads.entries()) {
      const admit = pLimit(BATCHES_AHEAD)
      for (let n = 0; n < batches; n++) admit(() => this.#readBy(thread, WORKERS + i))
    }
  }

  /** Sends the next batch of the queue, if any, to a worker that is alive. */
  async #readBy(thread: ExtractThread, number: number): Promise<void> {
    const batch = thread.isAlive ? this.#claim(number) : undefined
    if (batch === undefined) return
    batch.reading = thread.run({ kind: 'modinfo', paths: this.#pathsOf(batch) }).then((answer) => {
      if (answer === undefined) batch.isLost = true
      else batch.contents = answer.contents.map(unpackContent)
    })
    await batch.reading
  }

  /** The results of the batch that starts at `position`. While a worker reads it, the main thread reads others. */
  async contentsAt(position: number): Promise<Contents> {
    for (;;) {
      const wanted = this.#taken.get(position)
      if (wanted?.contents) {
        // Frees each result early instead of keeping thousands until the last one is printed.
        this.#taken.delete(position)
        return wanted.contents
      }
      const batch = wanted?.isLost ? wanted : this.#claim(MAIN)
      if (batch) await this.#readHere(batch)
      else await wanted?.reading
    }
  }

  async #readHere(batch: ClaimedBatch): Promise<void> {
    const contents: (ModinfoContent | KmodError)[] = []
    for (const path of this.#pathsOf(batch)) contents.push(await this.#read(path))
    batch.contents = contents
    // Lets the answers of the workers arrive in between.
    await nextTurn()
  }

  /** If the machine refuses, the resources of the workers are freed first. */
  async #read(path: string): Promise<ModinfoContent | KmodError> {
    try {
      return await this.#own.read(path)
    } catch (error) {
      const threads = this.#threads
      if (threads === undefined || !isAnyKmodError(error)) throw error
      this.#threads = undefined
      await threads.stop()
      return await this.#own.read(path)
    }
  }

  #claim(thread: number): ClaimedBatch | undefined {
    const batch = this.#queue.claim(thread)
    if (batch) this.#taken.set(batch.start, batch)
    return batch
  }

  #pathsOf({ start, end }: Batch): readonly string[] {
    return this.#paths.slice(start, end)
  }
}
