/**
 * The queue of modules to be read, in batches; every thread claims the next batch when it is free. It is in shared
 * memory: no thread waits for a message, and a thread that starts late, or not at all, does not delay the others.
 */

/**
 * The number of modules in a batch: if they are compressed some 7 ms of work (xz), or 1 (zstd, gzip), which is the most that
 * threads wait for each other at the end, but for the largest modules.
 */
const BATCH_SIZE = 8

/**
 * Words of the shared memory: a batch before which all are claimed, the number of finished modules, and for each batch
 * the thread that claimed it plus 1.
 */
const NEXT = 0
const DONE = 1
const CLAIMS = 2

/** A range of paths. */
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
   * @param memory that of the same queue in another thread
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
   * Claims the next batch for `thread` (0 and up); returns `undefined` if all are claimed. Writing the thread number is
   * what claims a batch, in one atomic step: no batch of a thread that dies can be lost.
   */
  claim(thread: number): Batch | undefined {
    let number = Atomics.load(this.#words, NEXT)
    while (number < this.#count && Atomics.compareExchange(this.#words, CLAIMS + number, 0, thread + 1) !== 0)
      number++
    if (number >= this.#count) return undefined
    Atomics.store(this.#words, NEXT, number + 1)
    return this.#batch(number)
  }

  /** Adds the modules of a batch to those that are finished. */
  finish({ start, end }: Batch): void {
    Atomics.add(this.#words, DONE, end - start)
  }

  /** The number of finished modules of all threads. */
  get done(): number {
    return Atomics.load(this.#words, DONE)
  }

  /** The batches that `thread` has claimed, in that order. */
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
