/** Worker threads that extract modules, behind promises. */
import { Worker } from 'node:worker_threads'
import type { FactsColumns } from '../facts/facts-columns.ts'
import type { ModuleFailure } from './extract-batch.ts'
import type { FromWorker, ToWorker } from './protocol.ts'

/** Where the compiled worker is. A thread of Node 20 cannot load TypeScript, so tests name the built file. */
const WORKER_URL = new URL('./worker.js', import.meta.url)

export class ExtractWorker {
  readonly #worker: Worker
  readonly #waiting: { resolve(message: FromWorker): void; reject(error: unknown): void }[] = []
  #failure: unknown

  constructor(url: URL = WORKER_URL) {
    // No arguments of ours: `--input-type`, say, would make the thread refuse its own file.
    this.#worker = new Worker(url, { execArgv: [] })
    this.#worker.on('message', (message: FromWorker) => this.#waiting.shift()?.resolve(message))
    this.#worker.on('error', (error) => this.#fail(error))
    this.#worker.on('exit', (status) => this.#fail(new Error(`a worker thread ended with status ${status}`)))
  }

  /** Extracts `paths`; what they hold stays in the worker until `finish`. */
  async extract(paths: readonly string[]): Promise<readonly ModuleFailure[]> {
    const message = await this.#ask({ type: 'extract', paths })
    return message.type === 'extracted' ? message.failures : []
  }

  /** Fetches the facts of all modules that were extracted, in the order of the calls, and ends the thread. */
  async finish(): Promise<FactsColumns> {
    const message = await this.#ask({ type: 'finish' })
    if (message.type !== 'facts') throw new Error('a worker thread answered out of turn')
    return message.columns
  }

  async stop(): Promise<void> {
    await this.#worker.terminate()
  }

  #ask(message: ToWorker): Promise<FromWorker> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) {
        reject(this.#failure)
        return
      }
      this.#waiting.push({ resolve, reject })
      this.#worker.postMessage(message)
    })
  }

  /** Nobody may wait for an answer that will never come. */
  #fail(error: unknown): void {
    this.#failure ??= error
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }
}
