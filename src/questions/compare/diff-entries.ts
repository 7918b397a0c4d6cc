/** What differs between two sides: one row, and the rows of one subject. */

export interface DiffEntry {
  /** See DIFF_SECTIONS. */
  readonly name: string
  /** What it is on either side; none where it is not. */
  readonly before?: string
  readonly after?: string
}

export interface DiffSection {
  /** By name. */
  readonly lost: readonly DiffEntry[]
  readonly gained: readonly DiffEntry[]
  readonly changed: readonly DiffEntry[]
}
