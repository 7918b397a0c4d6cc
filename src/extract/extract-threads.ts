/**
 * Worker threads that read modules. A thread takes some 25 ms until it can begin, on another core than the main one:
 * whoever knows early that there will be much to read starts it before it is known what.
 */
import type { Worker } from 'node:worker_threads'
import { startWorker } from '../host/start-worker.ts'
import { workerUrlBeside } from '../host/worker-url.ts'
import type { FromWorker, ToWorker } from './protocol.ts'

/** Where the compiled worker is. A thread of Node 20 cannot load TypeScript, so tests name the built file. */
const WORKER_URL = workerUrlBeside('./worker.js', import.meta.url)

export class ExtractThreads {
  readonly #url: URL | undefined
  readonly #threads: ExtractThread[] = []

  constructor(url: URL | undefined = WORKER_URL) {
    this.#url = url
  }

  /** Makes sure that there are at least so many. */
  start(count: number): void {
    while (this.#threads.length < count) this.#threads.push(new ExtractThread(this.#url))
  }

  get threads(): readonly ExtractThread[] {
    return this.#threads
  }

  /** Ends all of them: else they would wait for work, and keep the process alive. */
  async stop(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.stop()))
  }
}

/**
 * Why a thread died, or was never born, does not matter: what it has taken is read elsewhere, and then shows its own error
 * if it has one.
 */
class ExtractThread {
  readonly #worker: Worker | undefined
  #isAlive: boolean
  #resolve: (answer: FromWorker | undefined) => void = () => undefined

  constructor(url: URL | undefined) {
    this.#worker = startWorker(url)
    this.#isAlive = this.#worker !== undefined
    this.#worker?.once('message', (answer: FromWorker) => this.#resolve(answer))
    this.#worker?.on('error', () => this.#end())
    this.#worker?.on('messageerror', () => this.#end())
    this.#worker?.on('exit', () => this.#end())
  }

  /** The facts of what the thread takes from the pile; `undefined` when it dies over that or before. */
  extract(task: ToWorker): Promise<FromWorker | undefined> {
    return new Promise((resolve) => {
      this.#resolve = resolve
      if (this.#isAlive) this.#worker?.postMessage(task)
      else resolve(undefined)
    })
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate()
  }

  /** Nobody may wait for an answer that will never come. */
  #end(): void {
    this.#isAlive = false
    this.#resolve(undefined)
  }
}
