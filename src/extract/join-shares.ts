/** Puts what several threads have read, and what was known before, into the order of the paths. */
import { appendAll } from '../base/append.ts'
import { type FactsColumns, transferList } from '../facts/facts-columns.ts'
import type { ModuleOrder } from '../facts/join-facts.ts'
import type { TraitColumns } from '../facts/traits-columns.ts'
import { TraitsTable } from '../facts/traits-table.ts'
import type { Batch } from './batch-queue.ts'
import type { BatchExtractor } from './extract-batches.ts'
import type { ModuleFailure } from './extracted-modules.ts'
import { type KnownFacts, knownFailures, UNKNOWN_MODULE } from './known-facts.ts'

/** The modules to be read, and their positions in the list of all paths. */
export interface ReadPlan {
  readonly paths: readonly string[]
  readonly positions: Int32Array
  /** Of all. */
  readonly count: number
  /** What is known of the others. */
  readonly known: readonly KnownFacts[]
}

/** The batches read by a thread, in the order of its facts. */
export interface Share {
  readonly batches: readonly Batch[]
  /** Of a worker. */
  readonly columns?: FactsColumns
  readonly failures: readonly ModuleFailure[]
  readonly traits?: TraitColumns | undefined
}

export type ShareOfFacts = Omit<Share, 'failures'>

/** By position. The shares come first among the tables, then what is known. */
export const joinTraits = (shares: readonly ShareOfFacts[], plan: ReadPlan): TraitsTable =>
  new TraitsTable(
    [...shares, ...plan.known].map(({ traits }) => traits ?? NO_TRAITS),
    orderOf(shares, plan),
  )

const NO_TRAITS: TraitColumns = {
  words: new Int32Array(0),
  text: new Uint8Array(0),
  signature: new Int32Array(0),
  signatures: [],
  failures: new Map(),
}

/** In the order of the positions. */
export const joinFailures = (
  shares: readonly Pick<Share, 'failures'>[],
  { positions, known }: ReadPlan,
): ModuleFailure[] =>
  shares
    .flatMap(({ failures }) => failures)
    .map((failure) => ({ ...failure, position: positions[failure.position] ?? 0 }))
    .concat(knownFailures(known))
    .sort((a, b) => a.position - b.position)

/** The position of each module in the shares, then in what is known; -1 for one that was not read. */
function orderOf(shares: readonly ShareOfFacts[], { count, positions, known }: ReadPlan): ModuleOrder {
  const order = { table: new Int32Array(count).fill(-1), module: new Int32Array(count) }
  for (const [table, { batches }] of shares.entries()) placeShare(order, table, batches, positions)
  for (const [i, { rows }] of known.entries()) placeKnown(order, shares.length + i, rows)
  return order
}

/** The facts of all modules, in the memory of `own`, whose share is the first. */
export function joinFacts(
  own: BatchExtractor,
  shares: readonly ShareOfFacts[],
  plan: ReadPlan,
): FactsColumns {
  const [ownShare] = shares
  const { known } = plan
  if (shares.length === 1 && known.length === 0 && ownShare && isAscending(ownShare.batches))
    return own.columns()
  const tables = shares.flatMap(({ columns }) => columns ?? [])
  appendAll(
    tables,
    known.map(({ columns }) => columns),
  )
  const facts = own.joined(tables, orderOf(shares, plan))
  for (const { columns } of shares) if (columns) freeBuffers(columns)
  return facts
}

/**
 * Frees some 25 MB for 40,000 modules, which would otherwise not be collected before the outputs are made. Node.js 22
 * and later.
 */
function freeBuffers(columns: FactsColumns): void {
  for (const buffer of transferList(columns))
    (buffer as { transfer?(size: number): ArrayBuffer }).transfer?.(0)
}

const isAscending = (batches: readonly Batch[]): boolean =>
  batches.every(({ start }, i) => i === 0 || start > (batches[i - 1]?.start ?? 0))

function placeShare(
  { table, module }: ModuleOrder,
  number: number,
  batches: readonly Batch[],
  positions: Int32Array,
): void {
  let next = 0
  for (const { start, end } of batches)
    for (const position of positions.subarray(start, end)) {
      table[position] = number
      module[position] = next++
    }
}

function placeKnown({ table, module }: ModuleOrder, number: number, rows: Int32Array): void {
  for (const [position, row] of rows.entries()) {
    if (row === UNKNOWN_MODULE) continue
    table[position] = number
    module[position] = row
  }
}
