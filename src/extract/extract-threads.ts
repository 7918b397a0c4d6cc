/**
 * Worker threads that read modules. A thread takes some 25 ms to start, on another core than the main thread: a caller
 * that knows early that there is much to read starts it before the paths are known.
 */
import type { Worker } from 'node:worker_threads'
import { startWorker } from '../host/start-worker.ts'
import { delayOptimizingForThreads } from '../host/v8-flags.ts'
import { workerUrlBeside } from '../host/worker-url.ts'
import type { Answer, Task } from './protocol.ts'

/** The URL of the compiled worker. A thread of Node 20 cannot load TypeScript, so tests pass the built file. */
const WORKER_URL = workerUrlBeside('./worker.js', import.meta.url)

export class ExtractThreads {
  readonly #url: URL | undefined
  readonly #threads: ExtractThread[] = []

  constructor(url: URL | undefined = WORKER_URL) {
    this.#url = url
  }

  /** Ensures that there are at least `count` threads. */
  start(count: number): void {
    if (this.#threads.length < count) delayOptimizingForThreads()
    while (this.#threads.length < count) this.#threads.push(new ExtractThread(this.#url))
  }

  get threads(): readonly ExtractThread[] {
    return this.#threads
  }

  /** Terminates all of them: otherwise they would wait for work, and keep the process alive. */
  async stop(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.stop()))
  }
}

/**
 * One worker. The reason why it died, or could not be started, does not matter: its modules are read elsewhere, and
 * report their own errors then.
 */
export class ExtractThread {
  readonly #worker: Worker | undefined
  readonly #waiting: ((answer: Answer<Task> | undefined) => void)[] = []
  #isAlive: boolean

  constructor(url: URL | undefined) {
    this.#worker = startWorker(url)
    this.#isAlive = this.#worker !== undefined
    this.#worker?.on('message', (answer: Answer<Task>) => this.#waiting.shift()?.(answer))
    this.#worker?.on('error', () => this.#end())
    this.#worker?.on('messageerror', () => this.#end())
    this.#worker?.on('exit', () => this.#end())
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  /**
   * Answers come in the order of the tasks.
   * @returns `undefined` if the thread dies during the task or before it
   */
  run<T extends Task>(task: T): Promise<Answer<T> | undefined> {
    return new Promise((resolve) => {
      if (!this.#isAlive) {
        resolve(undefined)
        return
      }
      // A thread answers each task with a message of the same kind, in order.
      this.#waiting.push(resolve as (answer: Answer<Task> | undefined) => void)
      this.#worker?.postMessage(task)
    })
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate()
  }

  /** Settles all answers that will never come. */
  #end(): void {
    this.#isAlive = false
    for (const answer of this.#waiting.splice(0)) answer(undefined)
  }
}
