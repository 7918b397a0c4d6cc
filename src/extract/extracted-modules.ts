/** What extractModules() returns. */
import type { KmodErrorCode } from '../base/errors.ts'
import type { FactsTable } from '../facts/facts-table.ts'
import type { TraitsTable } from '../facts/traits-table.ts'

/** A module whose exported symbols could not be read, as plain data. */
export interface ModuleFailure {
  /** Position in the list of all paths. */
  readonly position: number
  readonly cause: KmodErrorCode
  readonly message: string
  readonly errno?: string
  readonly codec?: string
  readonly reason?: string
}

export interface ExtractedModules {
  /** Module `i` is that of `paths[i]`. */
  readonly facts: FactsTable
  /** By ascending position in `paths`. */
  readonly failures: readonly ModuleFailure[]
  /** By position in `paths`, if requested: .modinfo and what else the kernel looks at. */
  readonly traits?: TraitsTable
}
