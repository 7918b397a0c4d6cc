/**
 * Messages between the main thread and a worker: plain data and typed arrays, never an Error (a message strips its
 * class and code) and never a view into a larger buffer (the whole buffer would be copied).
 *
 * A worker gets tasks of three kinds, and answers each with one message, in the order in which the tasks came:
 *
 *   facts     modules from a BatchQueue until it is empty; all facts at the end. The last task of a thread
 *   modinfo   a few paths, answered at once: so that modules can be printed while thousands of others are read
 *   expand    blocks of a compressed file, until all are claimed
 */
import type { BytePlace } from '../base/byte-place.ts'
import type { PackedFailure } from '../base/packed-failure.ts'
import type { XzBlockPlace } from '../codecs/xz/xz-index.ts'
import type { ExportKind } from '../facts/extract-facts.ts'
import type { FactsColumns } from '../facts/facts-columns.ts'
import type { TraitColumns } from '../facts/traits-columns.ts'
import type { ModuleFailure } from './extracted-modules.ts'
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
  /** Whether to read .modinfo and what else the kernel looks at (module-traits.ts), too. */
  readonly traits: boolean
}

export interface FactsAnswer {
  /** Of the modules that the worker has claimed from the queue, in that order. */
  readonly columns: FactsColumns
  readonly failures: readonly ModuleFailure[]
  /** Of the same modules in the same order, if requested. */
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

export interface ExpandTask {
  readonly kind: 'expand'
  /** The compressed file, and its size. */
  readonly source: BytePlace
  readonly size: number
  readonly blocks: readonly XzBlockPlace[]
  /** Descriptor of the file to write to. */
  readonly target: number
  /** What is claimed and done (expand-blocks.ts). */
  readonly claims: SharedArrayBuffer
}

export interface ExpandAnswer {
  readonly failure?: PackedFailure
}

export type Task = FactsTask | ModinfoTask | ExpandTask
export type Answer<T extends Task> = T extends FactsTask
  ? FactsAnswer
  : T extends ModinfoTask
    ? ModinfoAnswer
    : ExpandAnswer
