import type { FactsColumns } from '../facts/facts-columns.ts'
import type { TraitColumns } from '../facts/traits-columns.ts'
import type { ModuleFailure } from './extracted-modules.ts'

/**
 * What is known of some modules without reading them. Modules are those of an earlier run, by their number in it: what
 * decodeExtraction() returns has this form, `facts` being the columns.
 */
export interface KnownFacts {
  readonly columns: FactsColumns
  /** By position in the list of all paths: the number of the module in the columns, or UNKNOWN_MODULE. */
  readonly rows: Int32Array
  /** Must be there if traits are requested. */
  readonly traits?: TraitColumns | undefined
  /** Of known modules that could not be read, by their number. */
  readonly failures?: readonly ModuleFailure[] | undefined
}

export const UNKNOWN_MODULE = -1

/** The positions of modules to be read, in ascending order. */
export function unknownPositions(rows: Int32Array): Int32Array {
  const positions = new Int32Array(rows.length)
  let count = 0
  for (let i = 0; i < rows.length; i++) if (rows[i] === UNKNOWN_MODULE) positions[count++] = i
  return positions.subarray(0, count)
}

/** The positions of modules that are in none of `known`, of `count` modules. */
export function unknownIn(known: readonly KnownFacts[], count: number): Int32Array {
  const rows = new Int32Array(count).fill(UNKNOWN_MODULE)
  for (const { rows: some } of known)
    for (const [position, row] of some.entries()) if (row !== UNKNOWN_MODULE) rows[position] = row
  return unknownPositions(rows)
}

/** The facts without copying them, if `known` are the first modules of one earlier run in their order. */
export function wholeColumns(known: readonly KnownFacts[], count: number): FactsColumns | undefined {
  const [one, ...others] = known
  if (one === undefined || others.length > 0) return undefined
  const { columns, rows } = one
  if (!rows.every((row, position) => row === position)) return undefined
  const { names, exported, needed, fields } = columns
  const end = fields.starts[count] ?? 0
  return {
    names,
    exported: firstSymbols(exported, count),
    needed: firstSymbols(needed, count),
    fields: {
      starts: fields.starts.subarray(0, count + 1),
      // The one column that is changed by those who use the facts: see leaveOutLineBreaks().
      kind: fields.kind.slice(0, end),
      textEnds: fields.textEnds.subarray(0, end),
      text: fields.text.subarray(0, fields.textEnds[end - 1] ?? 0),
    },
  }
}

function firstSymbols(
  { starts, name, crcLow, crcHigh, flags }: FactsColumns['needed'],
  count: number,
): FactsColumns['needed'] {
  const end = starts[count] ?? 0
  return {
    starts: starts.subarray(0, count + 1),
    name: name.subarray(0, end),
    crcLow: crcLow.subarray(0, end),
    crcHigh: crcHigh.subarray(0, end),
    flags: flags.subarray(0, end),
  }
}

/** The failures of known modules, by their position in the list of all paths. */
export function knownFailures(known: readonly KnownFacts[]): ModuleFailure[] {
  return known.flatMap(({ rows, failures = [] }) => {
    if (failures.length === 0) return []
    const byRow = new Map(failures.map((failure) => [failure.position, failure]))
    return Array.from(rows, (row, position) => {
      const failure = byRow.get(row)
      return failure === undefined ? [] : [{ ...failure, position }]
    }).flat()
  })
}
