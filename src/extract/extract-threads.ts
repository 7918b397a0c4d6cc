/**
 * Worker threads that read modules. A thread takes some 25 ms until it can begin, on another core than the main one:
 * a caller that knows early that there is much to read starts it before it knows what.
 */
import type { Worker } from 'node:worker_threads'
import { startWorker } from '../host/start-worker.ts'
import type { Answer, Task } from './protocol.ts'

/** Where the compiled worker is. A thread of Node 20 cannot load TypeScript, so tests name the built file. */
const WORKER_URL = new URL('./worker.js', import.meta.url)

export class ExtractThreads {
  readonly #url: URL
  readonly #threads: ExtractThread[] = []

  constructor(url: URL = WORKER_URL) {
    this.#url = url
  }

  /** Makes sure that there are at least `count` threads. */
  start(count: number): void {
    while (this.#threads.length < count) this.#threads.push(new ExtractThread(this.#url))
  }

  get threads(): readonly ExtractThread[] {
    return this.#threads
  }

  /** Ends all of them: otherwise they would wait for work, and keep the process alive. */
  async stop(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.stop()))
  }
}

/**
 * One worker. Why it died, or was never started, does not matter: what it has taken is read elsewhere, and then shows
 * its own error if it has one.
 */
export class ExtractThread {
  readonly #worker: Worker | undefined
  readonly #waiting: ((answer: Answer<Task> | undefined) => void)[] = []
  #isAlive: boolean

  constructor(url: URL) {
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
   * @returns `undefined` when the thread dies over the task or before it
   */
  run<T extends Task>(task: T): Promise<Answer<T> | undefined> {
    return new Promise((resolve) => {
      if (!this.#isAlive) {
        resolve(undefined)
        return
      }
      // A thread answers each task in its kind, and in turn.
      this.#waiting.push(resolve as (answer: Answer<Task> | undefined) => void)
      this.#worker?.postMessage(task)
    })
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate()
  }

  /** Nobody may wait for an answer that will never come. */
  #end(): void {
    this.#isAlive = false
    for (const answer of this.#waiting.splice(0)) answer(undefined)
  }
}
