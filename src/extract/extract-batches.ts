/** The work of one thread: modules one after the other from path to facts. */
import type { ByteSource } from '../base/byte-source.ts'
import { isAnyKmodError, isKmodError, type KmodError, type KmodErrorCode } from '../base/errors.ts'
import { type ExportKind, FactsExtractor } from '../facts/extract-facts.ts'
import type { FactsColumns } from '../facts/facts-columns.ts'
import type { ModuleOrder } from '../facts/join-facts.ts'
import { type ModuleTraits, readModuleTraits } from '../facts/module-traits.ts'
import type { Host } from '../host/host.ts'
import { ModuleReader } from '../read/module-reader.ts'
import type { Batch, BatchQueue } from './batch-queue.ts'
import { ModinfoCollector } from './modinfo-columns.ts'

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

/** Traits and the position of their module among all paths. */
export type PlacedTraits = readonly [position: number, traits: ModuleTraits | undefined]

export interface BatchExtractorOptions {
  /** Whether the .modinfo sections are gathered too. */
  readonly modinfo?: boolean
  /** Whether to read what else the kernel looks at in a module. */
  readonly traits?: boolean
  /** Default: those that kmod lists. */
  readonly exportsAre?: ExportKind | undefined
  /** Called once, when the machine refuses to have a module read: what other threads hold is free when it ends. */
  readonly relief?: (() => Promise<void>) | undefined
}

/** Gathers facts for as long as it lives. */
export class BatchExtractor {
  readonly #extractor: FactsExtractor
  readonly #reader: ModuleReader
  readonly #paths: readonly string[]
  #relief: (() => Promise<void>) | undefined
  readonly #add: (source: ByteSource) => KmodError | undefined
  readonly failures: ModuleFailure[] = []
  /** By position among all paths, where traits are asked for. */
  readonly traits: PlacedTraits[] | undefined
  #position = 0
  /** The .modinfo sections of the same modules, if asked for. */
  readonly modinfo: ModinfoCollector | undefined

  /** @param paths of all modules, of which batches are read here */
  constructor(
    host: Host,
    paths: readonly string[],
    { modinfo = false, traits = false, relief, exportsAre }: BatchExtractorOptions = {},
  ) {
    this.#extractor = new FactsExtractor(exportsAre)
    this.#relief = relief
    this.#reader = new ModuleReader(host, this.#extractor.memory)
    this.#paths = paths
    this.modinfo = modinfo ? new ModinfoCollector() : undefined
    this.traits = traits ? [] : undefined
    this.#add =
      modinfo || traits
        ? (source) => this.#addAll(source)
        : (source: ByteSource): KmodError | undefined => this.#extractor.add(source)
  }

  /** The facts of all modules so far: views of memory, valid until the next module. */
  columns(): FactsColumns {
    return this.#extractor.columns()
  }

  /** The facts of the modules that were read here and of others, likewise; `order` calls this table 0. */
  joined(others: readonly FactsColumns[], order: ModuleOrder): FactsColumns {
    return this.#extractor.joined(others, order)
  }

  /** Reads what `thread` gets of the pile, until it is gone; `onBatch` is called after each batch, and waited for. */
  async extractFrom(
    pile: BatchQueue,
    thread: number,
    onBatch?: () => Promise<void> | undefined,
  ): Promise<void> {
    for (let batch = pile.take(thread); batch; batch = pile.take(thread)) {
      await this.extract(batch)
      pile.finish(batch)
      const waiting = onBatch?.()
      if (waiting) await waiting
    }
  }

  /**
   * Adds a module to the facts for each path of the batch, readable or not, in that order. This is the one place where
   * an error in a module becomes a fact about the module: what is no KmodError is our own bug and goes on up, and so does
   * an error of the machine, unless the module can be read once other threads are gone.
   * @throws KmodError KMOD_HOST
   */
  async extract({ start, end }: Batch): Promise<void> {
    for (let position = start; position < end; position++) {
      const before = this.#extractor.moduleCount
      this.#position = position
      try {
        const outcome = this.#reader.use(this.#paths[position] ?? '', this.#add)
        // Most of them are no promise, and to wait for what is there takes its time.
        this.#fail(position, outcome instanceof Promise ? await outcome : outcome)
      } catch (error) {
        if (await this.#isRelieved(error, before)) {
          position--
          continue
        }
        if (!isKmodError(error)) throw error
        if (this.#extractor.moduleCount === before) this.#extractor.addNothing()
        if (this.modinfo?.moduleCount === before) this.modinfo.addFailure(error)
        this.#fail(position, error)
      }
    }
  }

  /** Whether `error` is one of the machine after which the module, of which nothing was added, can be tried again. */
  async #isRelieved(error: unknown, before: number): Promise<boolean> {
    const relief = this.#relief
    if (relief === undefined || !isAnyKmodError(error) || isKmodError(error)) return false
    if (this.#extractor.moduleCount !== before) return false
    this.#relief = undefined
    await relief()
    return true
  }

  /** A module whose symbols cannot be read may still say something of itself. */
  #addAll(source: ByteSource): KmodError | undefined {
    let outcome: KmodError | undefined
    let refused: KmodError | undefined
    try {
      outcome = this.#extractor.add(source)
    } catch (error) {
      if (!isKmodError(error)) throw error
      refused = error
    }
    this.modinfo?.add(source)
    this.traits?.push([this.#position, readModuleTraits(source)])
    if (refused) throw refused
    return outcome
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
