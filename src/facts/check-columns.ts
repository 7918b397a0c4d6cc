/** Checks facts that were read from a file before any of them is used. */
import { areBelow, endsFit, namesFit, startsFit } from '../base/column-checks.ts'
import type { FactsColumns } from './facts-columns.ts'
import { FIELD_KINDS } from './facts-table.ts'

/** Whether the columns are those of `modules` modules, and no number leads outside of a column. */
export function areFactsSound({ names, exported, needed, fields }: FactsColumns, modules: number): boolean {
  const count = names.starts.length - 1
  return (
    namesFit(names) &&
    [exported, needed].every(
      ({ starts, ...columns }) =>
        startsFit(starts, modules, columns.name.length) &&
        areBelow(columns.name, count) &&
        Object.values(columns).every(({ length }) => length === columns.name.length),
    ) &&
    startsFit(fields.starts, modules, fields.kind.length) &&
    areBelow(fields.kind, FIELD_KINDS.length) &&
    endsFit(fields.textEnds, fields.kind.length, fields.text.length)
  )
}
