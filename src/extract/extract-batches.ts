/** The work of one thread: modules one after the other from path to facts. */
import type { ByteSource } from '../base/byte-source.ts'
import { isKmodError, type KmodError, type KmodErrorCode } from '../base/errors.ts'
import { type ExportKind, FactsExtractor } from '../facts/extract-facts.ts'
import type { FactsColumns } from '../facts/facts-columns.ts'
import type { ModuleOrder } from '../facts/join-facts.ts'
import type { Host } from '../host/host.ts'
import { ModuleReader } from '../read/module-reader.ts'
import type { Batch, BatchQueue } from './batch-queue.ts'

/** A module whose exported symbols could not be read, as plain data. */
export interface ModuleFailure {
  /** Position among all paths. */
  readonly position: number
  readonly cause: KmodErrorCode
  readonly message: string
  readonly errno?: string
  readonly codec?: string
  readonly reason?: string
}

/** Gathers facts for as long as it lives. */
export class BatchExtractor {
  readonly #extractor: FactsExtractor
  readonly #reader: ModuleReader
  readonly #paths: readonly string[]
  readonly #add = (source: ByteSource): KmodError | undefined => this.#extractor.add(source)
  readonly failures: ModuleFailure[] = []

  /** @param paths of all modules, of which batches are read here */
  constructor(host: Host, paths: readonly string[], exportsAre?: ExportKind) {
    this.#extractor = new FactsExtractor(exportsAre)
    this.#reader = new ModuleReader(host, this.#extractor.memory)
    this.#paths = paths
  }

  /** The facts of all modules so far: views of memory, valid until the next module. */
  columns(): FactsColumns {
    return this.#extractor.columns()
  }

  /** The facts of the modules that were read here and of others, likewise; `order` calls this table 0. */
  joined(others: readonly FactsColumns[], order: ModuleOrder): FactsColumns {
    return this.#extractor.joined(others, order)
  }

  /** Reads what `thread` gets of the pile, until it is gone; `onBatch` is called after each batch. */
  async extractFrom(pile: BatchQueue, thread: number, onBatch?: () => void): Promise<void> {
    for (let batch = pile.take(thread); batch; batch = pile.take(thread)) {
      await this.extract(batch)
      pile.finish(batch)
      onBatch?.()
    }
  }

  /**
   * Adds a module to the facts for each path of the batch, readable or not, in that order. This is the one place where
   * an error in a module becomes a fact about the module: what is no KmodError is our own bug and goes on up.
   */
  async extract({ start, end }: Batch): Promise<void> {
    for (let position = start; position < end; position++) {
      const before = this.#extractor.moduleCount
      try {
        const outcome = this.#reader.use(this.#paths[position] ?? '', this.#add)
        // Most of them are no promise, and to wait for what is there takes its time.
        this.#fail(position, outcome instanceof Promise ? await outcome : outcome)
      } catch (error) {
        if (!isKmodError(error)) throw error
        if (this.#extractor.moduleCount === before) this.#extractor.addNothing()
        this.#fail(position, error)
      }
    }
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
