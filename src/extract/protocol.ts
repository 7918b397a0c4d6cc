/**
 * What crosses the border between the main thread and a worker: plain data and typed arrays, never an Error (a thread
 * border strips its class and code) and never a view into a larger buffer (the whole buffer would be copied).
 */
import type { FactsColumns } from '../facts/facts-columns.ts'
import type { ModuleFailure } from './extract-batch.ts'

export type ToWorker =
  | { readonly type: 'extract'; readonly paths: readonly string[] }
  /** Asks for all facts gathered so far; the worker ends after that. */
  | { readonly type: 'finish' }

export type FromWorker =
  /** The answer to each `extract`, in the order in which they were sent. */
  | { readonly type: 'extracted'; readonly failures: readonly ModuleFailure[] }
  | { readonly type: 'facts'; readonly columns: FactsColumns }
