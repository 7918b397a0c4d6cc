/**
 * The modules that are still to be read, in batches, as a pile from which every thread takes the next one when it is
 * free. It lies in memory that the threads share: nobody waits for a message, and a thread that starts late, or not at
 * all, holds up nobody.
 */

/** Modules of a batch: some 20 ms of work where they are compressed, which is what threads wait for each other at the end. */
const BATCH_SIZE = 8

/** Words of the shared memory: a batch before which all are taken, the modules that are done, and for each batch its taker plus 1. */
const NEXT = 0
const DONE = 1
const CLAIMS = 2

/** A run of paths, by where it starts and ends. */
export interface Batch {
  readonly start: number
  readonly end: number
}

export class BatchQueue {
  readonly memory: SharedArrayBuffer
  readonly #words: Int32Array
  readonly #size: number
  readonly #count: number

  /**
   * @param size the number of modules
   * @param memory that of the same pile in another thread
   */
  constructor(size: number, memory?: SharedArrayBuffer) {
    this.#size = size
    this.#count = BatchQueue.batchCount(size)
    this.memory = memory ?? new SharedArrayBuffer((CLAIMS + this.#count) * Int32Array.BYTES_PER_ELEMENT)
    this.#words = new Int32Array(this.memory)
  }

  static batchCount(size: number): number {
    return Math.ceil(size / BATCH_SIZE)
  }

  /**
   * The next batch for `thread` (0 and up); `undefined` when there is none left: then each has its taker. To write oneself
   * down is what takes a batch, in one step: a thread that dies can never have one of which nobody knows.
   */
  take(thread: number): Batch | undefined {
    let number = Atomics.load(this.#words, NEXT)
    while (number < this.#count && Atomics.compareExchange(this.#words, CLAIMS + number, 0, thread + 1) !== 0)
      number++
    if (number >= this.#count) return undefined
    Atomics.store(this.#words, NEXT, number + 1)
    return this.#batch(number)
  }

  /** Counts the modules of a batch as done. */
  finish({ start, end }: Batch): void {
    Atomics.add(this.#words, DONE, end - start)
  }

  /** Modules that are done, whoever has read them. */
  get done(): number {
    return Atomics.load(this.#words, DONE)
  }

  /** The batches that `thread` has taken, in that order. */
  claimedBy(thread: number): Batch[] {
    const batches: Batch[] = []
    for (let number = 0; number < this.#count; number++)
      if (Atomics.load(this.#words, CLAIMS + number) === thread + 1) batches.push(this.#batch(number))
    return batches
  }

  #batch(number: number): Batch {
    const start = number * BATCH_SIZE
    return { start, end: Math.min(start + BATCH_SIZE, this.#size) }
  }
}
