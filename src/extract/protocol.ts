/**
 * Messages between the main thread and a worker: plain data and typed arrays, never an Error (a message strips its
 * class and code) and never a view into a larger buffer (the whole buffer would be copied).
 *
 * A worker gets tasks of two kinds, and answers each with one message, in the order in which the tasks came:
 *
 *   facts     modules from a BatchQueue until it is empty; all facts at the end. The last task of a thread
 *   modinfo   a few paths, answered at once: so that modules can be printed while thousands of others are read
 */
import type { ExportKind } from '../facts/extract-facts.ts'
import type { FactsColumns } from '../facts/facts-columns.ts'
import type { TraitColumns } from '../facts/traits-table.ts'
import type { ModuleFailure } from './extract-batches.ts'
import type { ModinfoColumns } from './modinfo-columns.ts'
import type { PackedContent } from './packed-modinfo.ts'

export interface FactsTask {
  readonly kind: 'facts'
  /** Of all modules. */
  readonly paths: readonly string[]
  /** The memory of the BatchQueue. */
  readonly pile: SharedArrayBuffer
  /** The number with which the worker claims batches from the queue. */
  readonly thread: number
  readonly exportsAre?: ExportKind
  /** Whether to read the .modinfo sections, too, in the same pass over each module. */
  readonly modinfo: boolean
  /** Whether to read the other properties that the kernel checks (module-traits.ts). */
  readonly traits: boolean
}

export interface FactsAnswer {
  /** Of the modules that the worker has claimed from the queue, in that order. */
  readonly columns: FactsColumns
  readonly failures: readonly ModuleFailure[]
  /** Of the same modules in the same order, if requested. */
  readonly modinfo?: ModinfoColumns
  readonly traits?: TraitColumns | undefined
}

export interface ModinfoTask {
  readonly kind: 'modinfo'
  readonly paths: readonly string[]
}

export interface ModinfoAnswer {
  /** In the order of the paths. */
  readonly contents: readonly PackedContent[]
}

export type Task = FactsTask | ModinfoTask
export type Answer<T extends Task> = T extends FactsTask ? FactsAnswer : ModinfoAnswer
