import { Int32Column } from './columns.ts'

/** Rows of a table in groups, one group after the other: those of group `g` are rows `start(g)` to `end(g)`. */
export class RowGroups {
  /** The start of each group, and after them the start of the next one to come. */
  readonly starts = new Int32Column()

  constructor() {
    this.starts.push(0)
  }

  get groupCount(): number {
    return this.starts.length - 1
  }

  /** The first row of a group. */
  start(group: number): number {
    return this.starts.at(group)
  }

  /** The row after the last one of a group. */
  end(group: number): number {
    return this.starts.at(group + 1)
  }

  /** Ends a group: the next one starts at row `rowCount`. */
  protected endGroupAt(rowCount: number): void {
    this.starts.push(rowCount)
  }
}
