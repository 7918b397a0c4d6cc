import type { FactsTable } from '../facts/facts-table.ts'
import type { TraitsList } from '../facts/traits-table.ts'
import type { ModuleFailure } from './extract-batches.ts'
import type { ModinfoTable } from './modinfo-columns.ts'

/** What was read of many modules. */
export interface ExtractedModules {
  /** Module `i` is that of `paths[i]`. */
  readonly facts: FactsTable
  /** By ascending position in `paths`. */
  readonly failures: readonly ModuleFailure[]
  /** The .modinfo sections of the modules that were read, if requested. */
  readonly modinfo?: ModinfoTable
  /** By position in `paths`, if requested; undefined for a file that is not a complete ELF file. */
  readonly traits?: TraitsList
}
