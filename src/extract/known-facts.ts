import type { FactsColumns } from '../facts/facts-columns.ts'

/** Facts of an earlier run. */
export interface KnownFacts {
  readonly columns: FactsColumns
  /** By position among all paths: which module of the columns it is, or UNKNOWN_MODULE. */
  readonly rows: Int32Array
}

export const UNKNOWN_MODULE = -1
