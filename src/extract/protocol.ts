/**
 * What crosses the border between the main thread and a worker: plain data and typed arrays, never an Error (a thread
 * border strips its class and code) and never a view into a larger buffer (the whole buffer would be copied). Each side
 * says one thing.
 */
import type { ExportKind } from '../facts/extract-facts.ts'
import type { FactsColumns } from '../facts/facts-columns.ts'
import type { ModuleFailure } from './extract-batches.ts'

/** What there is to do. */
export interface ToWorker {
  /** Of all modules. */
  readonly paths: readonly string[]
  /** Of the BatchQueue. */
  readonly pile: SharedArrayBuffer
  /** By which the pile knows the worker. */
  readonly thread: number
  readonly exportsAre?: ExportKind
}

/** When the pile is gone. */
export interface FromWorker {
  /** Of the modules that the worker has taken from the pile, in that order. */
  readonly columns: FactsColumns
  readonly failures: readonly ModuleFailure[]
}
