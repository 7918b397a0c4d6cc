/** A worker thread that reads modules, behind promises. */
import type { Worker } from 'node:worker_threads'
import type { KmodError } from '../base/errors.ts'
import { startWorker } from '../host/start-worker.ts'
import { workerUrlBeside } from '../host/worker-url.ts'
import type { ModinfoContent } from './module-content.ts'
import { type FromWorker, type ToWorker, unpackContent } from './protocol.ts'

/**
 * Where the compiled worker is, seen from this room and from the bundles beside it. A thread of Node 20 cannot load
 * TypeScript, so tests name the built file.
 */
const WORKER_URL = workerUrlBeside('../describe/worker.js', import.meta.url)

type Contents = readonly (ModinfoContent | KmodError)[]

export class ContentWorker {
  readonly #worker: Worker | undefined
  readonly #waiting: ((contents: Contents | undefined) => void)[] = []
  #isAlive: boolean

  constructor(url: URL | undefined = WORKER_URL) {
    this.#worker = startWorker(url)
    this.#isAlive = this.#worker !== undefined
    this.#worker?.on('message', ({ contents }: FromWorker) =>
      this.#waiting.shift()?.(contents.map(unpackContent)),
    )
    // Why it died does not matter: what it was to read is read elsewhere, and then shows its own error if it has one.
    this.#worker?.on('error', () => this.#end())
    this.#worker?.on('messageerror', () => this.#end())
    this.#worker?.on('exit', () => this.#end())
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  /** The contents of `paths`; `undefined` when the thread died over them or before. */
  read(paths: readonly string[]): Promise<Contents | undefined> {
    return new Promise((resolve) => {
      if (!this.#isAlive) {
        resolve(undefined)
        return
      }
      this.#waiting.push(resolve)
      this.#worker?.postMessage({ paths } satisfies ToWorker)
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
