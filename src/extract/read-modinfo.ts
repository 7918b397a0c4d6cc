/**
 * Reads what many modules say of themselves on as many threads as asked for, the main one included, and gives it in the
 * order of their paths: which thread read a module cannot be seen in the result.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { isAnyKmodError, type KmodError } from '../base/errors.ts'
import type { Host } from '../host/host.ts'
import { type Batch, BatchQueue } from './batch-queue.ts'
import type { ExtractThread, ExtractThreads } from './extract-threads.ts'
import { type ModinfoContent, ModinfoReader } from './modinfo-reader.ts'
import { unpackContent } from './packed-modinfo.ts'

/** Batches that lie ready at each worker, so that it need not wait while the main thread reads a batch of its own. */
const BATCHES_AHEAD = 2
/** Workers beyond this would wait for the main thread, which puts the results in order. */
const MAX_JOBS = 64

export interface ReadModinfoOptions {
  /** Reads what the main thread reads: all, when `jobs` is 1. */
  readonly host: Host
  readonly jobs: number
  /** The compiled worker.js, where it is not in its place. */
  readonly workerUrl?: URL | undefined
}

type Contents = readonly (ModinfoContent | KmodError)[]

/** A batch that was taken from the queue. */
interface TakenBatch extends Batch {
  /** Ends when the worker that has it is done, or dead. */
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

/** What threads need is loaded here: most calls have none. */
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
  readonly #taken = new Map<number, TakenBatch>()
  readonly #own: ModinfoReader
  #threads: ExtractThreads | undefined

  constructor(paths: readonly string[], host: Host) {
    this.#paths = paths
    this.#queue = new BatchQueue(paths.length)
    this.#own = new ModinfoReader(host)
  }

  /** Lets each worker have a few batches at a time; the rest stays in the queue for whichever thread is free. */
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

  /** Has a worker read the next batch of the queue, if there is one and the worker lives. */
  async #readBy(thread: ExtractThread, number: number): Promise<void> {
    const batch = thread.isAlive ? this.#take(number) : undefined
    if (batch === undefined) return
    batch.reading = thread.run({ kind: 'modinfo', paths: this.#pathsOf(batch) }).then((answer) => {
      if (answer === undefined) batch.isLost = true
      else batch.contents = answer.contents.map(unpackContent)
    })
    await batch.reading
  }

  /** What the batch that starts at `position` holds. While a worker reads it, the main thread reads others. */
  async contentsAt(position: number): Promise<Contents> {
    for (;;) {
      const wanted = this.#taken.get(position)
      if (wanted?.contents) {
        // Thousands of modules are not kept until the last one is printed.
        this.#taken.delete(position)
        return wanted.contents
      }
      const batch = wanted?.isLost ? wanted : this.#take(MAIN)
      if (batch) await this.#readHere(batch)
      else await wanted?.reading
    }
  }

  async #readHere(batch: TakenBatch): Promise<void> {
    const contents: (ModinfoContent | KmodError)[] = []
    for (const path of this.#pathsOf(batch)) contents.push(await this.#read(path))
    batch.contents = contents
    // The answers of the workers come in between.
    await nextTurn()
  }

  /** When the machine refuses, what the workers hold is set free first. */
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

  #take(thread: number): TakenBatch | undefined {
    const batch = this.#queue.take(thread)
    if (batch) this.#taken.set(batch.start, batch)
    return batch
  }

  #pathsOf({ start, end }: Batch): readonly string[] {
    return this.#paths.slice(start, end)
  }
}
