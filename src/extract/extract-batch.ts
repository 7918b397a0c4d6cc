/** The work of one thread: modules one after the other from path to facts. */
import { isKmodError, type KmodError, type KmodErrorCode } from '../base/errors.ts'
import { FactsExtractor } from '../facts/extract-facts.ts'
import type { FactsColumns } from '../facts/facts-columns.ts'
import type { Host } from '../host/host.ts'
import { ModuleReader } from '../read/module-reader.ts'

/** A module whose exported symbols could not be read, as plain data. */
export interface ModuleFailure {
  /** Position in the batch. */
  readonly position: number
  readonly cause: KmodErrorCode
  readonly message: string
  readonly errno?: string
  readonly codec?: string
  readonly reason?: string
}

/** Gathers facts for as long as it lives. */
export class BatchExtractor {
  readonly #extractor = new FactsExtractor()
  readonly #reader: ModuleReader

  constructor(host: Host) {
    this.#reader = new ModuleReader(host, this.#extractor.memory)
  }

  /** The facts of all modules so far. */
  columns(): FactsColumns {
    return this.#extractor.columns()
  }

  /**
   * Adds a module to the facts for each path, readable or not, in that order. This is the one place where an error in a
   * module becomes a fact about the module: what is no KmodError is our own bug and goes on up.
   */
  async extract(paths: readonly string[]): Promise<ModuleFailure[]> {
    const failures: ModuleFailure[] = []
    for (const [position, path] of paths.entries()) {
      const error = await this.#extractOne(path)
      if (error) failures.push(toFailure(position, error))
    }
    return failures
  }

  async #extractOne(path: string): Promise<KmodError | undefined> {
    const before = this.#extractor.moduleCount
    try {
      return await this.#reader.use(path, (source) => this.#extractor.add(source))
    } catch (error) {
      if (!isKmodError(error)) throw error
      if (this.#extractor.moduleCount === before) this.#extractor.addNothing()
      return error
    }
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
