/** The work of one thread: reads modules one after the other and gathers their facts. */
import type { ByteSource } from '../base/byte-source.ts'
import { isAnyKmodError, isKmodError, type KmodError } from '../base/errors.ts'
import { type ExportKind, FactsExtractor } from '../facts/extract-facts.ts'
import type { FactsColumns } from '../facts/facts-columns.ts'
import type { ModuleOrder } from '../facts/join-facts.ts'
import type { TraitColumns } from '../facts/traits-columns.ts'
import type { Host } from '../host/host.ts'
import { ModuleReader } from '../read/module-reader.ts'
import type { Batch, BatchQueue } from './batch-queue.ts'
import type { ModuleFailure } from './extracted-modules.ts'

export interface BatchExtractorOptions {
  /** Whether to read .modinfo and what else the kernel looks at (module-traits.ts), too. */
  readonly traits?: boolean
  /** Default: those that kmod lists. */
  readonly exportsAre?: ExportKind | undefined
  /**
   * Called once, if the machine lacks the resources to read a module: those of other threads are free when it returns.
   */
  readonly relief?: (() => Promise<void>) | undefined
}

/** Gathers the facts of batches of modules. */
export class BatchExtractor {
  readonly #extractor: FactsExtractor
  readonly #reader: ModuleReader
  readonly #paths: readonly string[]
  #relief: (() => Promise<void>) | undefined
  readonly #add: (source: ByteSource) => KmodError | undefined
  readonly failures: ModuleFailure[] = []

  /** @param paths of all modules, some batches of which are read here */
  constructor(
    host: Host,
    paths: readonly string[],
    { traits = false, relief, exportsAre }: BatchExtractorOptions = {},
  ) {
    this.#extractor = new FactsExtractor(exportsAre, traits)
    this.#relief = relief
    this.#reader = new ModuleReader(host, this.#extractor.memory)
    this.#paths = paths
    this.#add = (source) => this.#extractor.add(source)
  }

  /** The facts of all modules so far: views of memory, valid until the next module. */
  columns(): FactsColumns {
    return this.#extractor.columns()
  }

  /** The traits of all modules so far, if requested: memory of its own. */
  traits(): TraitColumns | undefined {
    return this.#extractor.traits()
  }

  /** The facts of the modules read here and of those in other tables, likewise; in `order` this table is 0. */
  joined(others: readonly FactsColumns[], order: ModuleOrder): FactsColumns {
    return this.#extractor.joined(others, order)
  }

  /** Reads what `thread` gets of the pile, until it is gone; `onBatch` is called after each batch, and waited for. */
  async extractFrom(
    queue: BatchQueue,
    thread: number,
    onBatch?: () => Promise<void> | undefined,
  ): Promise<void> {
    for (let batch = queue.claim(thread); batch; batch = queue.claim(thread)) {
      await this.extract(batch)
      queue.finish(batch)
      const waiting = onBatch?.()
      if (waiting) await waiting
    }
  }

  /**
   * Adds a module to the facts for each path of the batch, readable or not, in that order. This is the only place where
   * an error in a module becomes a fact about the module. Any error but a KmodError is a bug and is thrown, and so is
   * an error of the machine, unless the module can be read once other threads have ended.
   * @throws KmodError KMOD_HOST
   */
  async extract({ start, end }: Batch): Promise<void> {
    for (let position = start; position < end; position++) {
      const before = this.#extractor.moduleCount
      try {
        const outcome = this.#reader.use(this.#paths[position] ?? '', this.#add)
        // Most results are not promises, and awaiting a plain value takes time.
        this.#fail(position, outcome instanceof Promise ? await outcome : outcome)
      } catch (error) {
        if (await this.#isRelieved(error, before)) {
          position--
          continue
        }
        if (!isKmodError(error)) throw error
        if (this.#extractor.moduleCount === before) this.#extractor.addUnreadable(error)
        this.#fail(position, error)
      }
    }
  }

  /**
   * Whether `error` is an error of the machine after which the module, which has not been added, can be tried again.
   */
  async #isRelieved(error: unknown, before: number): Promise<boolean> {
    const relief = this.#relief
    if (relief === undefined || !isAnyKmodError(error) || isKmodError(error)) return false
    if (this.#extractor.moduleCount !== before) return false
    this.#relief = undefined
    await relief()
    return true
  }

  #fail(position: number, error: KmodError | undefined): void {
    if (error) this.failures.push(toFailure(position, error))
  }
}

function toFailure(position: number, { code, message, details }: KmodError): ModuleFailure {
  const { errno, codec, reason } = details
  return {
    position,
    cause: code,
    message,
    ...(errno !== undefined && { errno }),
    ...(codec !== undefined && { codec }),
    ...(reason !== undefined && { reason }),
  }
}
