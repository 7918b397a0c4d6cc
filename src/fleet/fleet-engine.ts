/** An engine that answers SQL over tables. */

export type FleetValue = string | number | boolean | null

export interface FleetRows {
  readonly columns: readonly string[]
  /** Text in UTF-8, not byte strings. */
  readonly rows: readonly (readonly FleetValue[])[]
}

export interface FleetEngine {
  /** Makes the files of a table, all with the same columns, available under its name. */
  addTable(name: string, files: readonly string[]): Promise<void>
  /** @throws KmodError KMOD_USAGE for SQL that the engine refuses, KMOD_ARCHIVE for a file that it cannot read */
  query(sql: string): Promise<FleetRows>
  /** The first of some files that cannot be read, if any: for errors that name none. */
  findBroken(files: readonly string[]): Promise<string | undefined>
  /** Ends the engine. */
  close(): void
}
