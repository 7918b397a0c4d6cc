/**
 * Finds which parts of our code an input has reached that no earlier input had, by the block coverage that V8 counts
 * anyway. Fuzzers of native code do this by instrumentation; no maintained one can be installed without a download or a
 * newer C library than stable distributions have.
 */
import { Session } from 'node:inspector'

interface CoverageResult {
  readonly result: readonly {
    readonly scriptId: string
    readonly url: string
    readonly functions: readonly {
      readonly ranges: readonly { startOffset: number; endOffset: number; count: number }[]
    }[]
  }[]
}

export class Coverage {
  readonly #session = new Session()
  readonly #seen = new Set<string>()
  readonly #folder: string

  /** @param folder part of the URL that a script must have to be counted */
  constructor(folder: string) {
    this.#folder = folder
    this.#session.connect()
    this.#session.post('Profiler.enable')
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  }

  /** The number of blocks that were reached since the last call for the first time. */
  news(): number {
    const before = this.#seen.size
    // In the same thread the answer comes before post() returns.
    this.#session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error) throw error
      for (const { url, functions } of (answer as unknown as CoverageResult).result)
        if (url.includes(this.#folder))
          for (const { ranges } of functions)
            for (const { startOffset, endOffset, count } of ranges)
              if (count > 0) this.#seen.add(`${url}:${startOffset}:${endOffset}:${magnitude(count)}`)
    })
    return this.#seen.size - before
  }

  get blocks(): number {
    return this.#seen.size
  }

  stop(): void {
    this.#session.disconnect()
  }
}

/** A loop that ran a hundred times differs from one that ran once. */
const magnitude = (count: number): number => Math.min(4, Math.floor(Math.log10(count)))
