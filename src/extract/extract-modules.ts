/**
 * Reads many modules, on as many threads as asked for. Whatever their number, the facts come out in the order of the
 * paths: which thread read a module cannot be seen in the result.
 */
import { appendAll } from '../base/append.ts'
import { pause } from '../base/interruption.ts'
import type { ExportKind } from '../facts/extract-facts.ts'
import { type FactsColumns, fromColumns, transferList } from '../facts/facts-columns.ts'
import type { FactsTable } from '../facts/facts-table.ts'
import type { ModuleOrder } from '../facts/join-facts.ts'
import type { ModuleTraits } from '../facts/module-traits.ts'
import type { Host } from '../host/host.ts'
import { type Batch, BatchQueue } from './batch-queue.ts'
import { BatchExtractor, type ModuleFailure, type PlacedTraits } from './extract-batches.ts'
import { ExtractThreads } from './extract-threads.ts'
import { type KnownFacts, UNKNOWN_MODULE, unknownPositions } from './known-facts.ts'
import { type ModinfoColumns, ModinfoTable } from './modinfo-columns.ts'

/** There are never more threads than that, and none that could not have so many batches. */
const MAX_JOBS = 64
const BATCHES_PER_JOB = 4

export interface ExtractOptions {
  readonly host: Host
  /** Threads, the main one included. With 1 no worker is started, and everything goes through `host`. */
  readonly jobs: number
  /** The compiled worker.js, where it is not beside this file. */
  readonly workerUrl?: URL | undefined
  /** Threads that have been started already. Who hands them in stops them. */
  readonly threads?: ExtractThreads | undefined
  /** Default: those that kmod lists. What a cache knows has no others. */
  readonly exportsAre?: ExportKind | undefined
  /** What need not be read. */
  readonly known?: KnownFacts | undefined
  /** Whether the .modinfo sections are wanted too, from the same pass over each module. */
  readonly modinfo?: boolean | undefined
  /** Told now and then how many of the modules have been read, and at the end that it is all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined
  /** Stops before the next batch; the threads that are started here are stopped, too. */
  readonly signal?: AbortSignal | undefined
  /** Whether to read what else the kernel looks at in a module, too. */
  readonly withTraits?: boolean
}

export interface ExtractedModules {
  /** Module `i` is the one at `paths[i]`. */
  readonly facts: FactsTable
  /** By ascending position in `paths`. */
  readonly failures: readonly ModuleFailure[]
  /** If asked for: what the modules that were read say of themselves. */
  readonly modinfo?: ModinfoTable
  /** By position in `paths`, where they were asked for; undefined for what is no whole ELF file. */
  readonly traits?: readonly (ModuleTraits | undefined)[]
}

/** Thread numbers of the pile: the main thread, and the workers from 1 on. */
const MAIN = 0

export async function extractModules(
  paths: readonly string[],
  options: ExtractOptions,
): Promise<ExtractedModules> {
  options.signal?.throwIfAborted()
  const wanted = readPlanOf(paths, options.known)
  const most = Math.ceil(BatchQueue.batchCount(wanted.paths.length) / BATCHES_PER_JOB)
  const threads = options.threads ?? new ExtractThreads(options.workerUrl)
  threads.start(Math.min(options.jobs, most, MAX_JOBS) - 1)
  try {
    return await extractWith(threads, wanted, options)
  } finally {
    if (options.threads === undefined) await threads.stop()
  }
}

/** The modules that are read, and where they are among all. */
interface ReadPlan {
  readonly paths: readonly string[]
  readonly positions: Int32Array
  /** Of all. */
  readonly count: number
}

function readPlanOf(paths: readonly string[], known: KnownFacts | undefined): ReadPlan {
  const count = paths.length
  if (known === undefined) return { paths, positions: Int32Array.from(paths.keys()), count }
  const positions = unknownPositions(known.rows)
  return { paths: Array.from(positions, (position) => paths[position] ?? ''), positions, count }
}

async function extractWith(
  { threads }: ExtractThreads,
  wanted: ReadPlan,
  options: ExtractOptions,
): Promise<ExtractedModules> {
  const {
    host,
    onProgress,
    signal,
    known,
    exportsAre = 'kmod',
    modinfo = false,
    withTraits = false,
  } = options
  const { paths } = wanted
  const pile = new BatchQueue(paths.length)
  const answers = threads.map((thread, i) =>
    thread.run({
      kind: 'facts',
      paths,
      pile: pile.memory,
      thread: MAIN + 1 + i,
      modinfo,
      traits: withTraits,
      exportsAre,
    }),
  )
  // Threads that have ended hold no files and no memory.
  const relief = async (): Promise<void> => {
    await Promise.all(answers)
    await Promise.all(threads.map((thread) => thread.stop()))
  }
  const own = new BatchExtractor(host, paths, {
    modinfo,
    traits: withTraits,
    exportsAre,
    relief: threads.length > 0 ? relief : undefined,
  })
  await own.extractFrom(pile, MAIN, () => {
    onProgress?.(pile.done, paths.length)
    return signal && pause(signal)
  })
  const ownBatches = pile.claimedBy(MAIN)
  const shares: Share[] = []
  for (const [i, answer] of answers.entries()) {
    const batches = pile.claimedBy(MAIN + 1 + i)
    // A thread that has taken nothing until now never will: it may not even have begun.
    if (batches.length === 0) continue
    const share = await answer
    if (share) {
      shares.push({ ...share, batches })
      continue
    }
    // A thread that died took its facts along: its modules are read once more, here.
    for (const batch of batches) {
      await own.extract(batch)
      await pause(signal)
    }
    appendAll(ownBatches, batches)
  }
  signal?.throwIfAborted()
  onProgress?.(paths.length, paths.length)
  const all: ShareOfFacts[] = [{ batches: ownBatches, modinfo: own.modinfo?.columns() }, ...shares]
  return {
    facts: fromColumns(join(own, all, wanted, known)),
    ...(modinfo && { modinfo: joinModinfo(all, wanted) }),
    ...(withTraits && { traits: placeTraits([own, ...shares], wanted.positions) }),
    failures: [own, ...shares]
      .flatMap(({ failures }) => failures)
      .map((failure) => ({ ...failure, position: wanted.positions[failure.position] ?? 0 }))
      .sort((a, b) => a.position - b.position),
  }
}

/** What a thread has read, in the order of its facts. */
interface Share {
  readonly batches: readonly Batch[]
  /** Of a worker. */
  readonly columns?: FactsColumns
  readonly modinfo?: ModinfoColumns | undefined
  readonly failures: readonly ModuleFailure[]
  readonly traits?: readonly PlacedTraits[] | undefined
}

function placeTraits(
  shares: readonly Pick<Share, 'traits'>[],
  positions: Int32Array,
): (ModuleTraits | undefined)[] {
  const placed: (ModuleTraits | undefined)[] = []
  for (const { traits } of shares)
    for (const [position, one] of traits ?? []) placed[positions[position] ?? 0] = one
  return placed
}

type ShareOfFacts = Omit<Share, 'failures' | 'traits'>

function joinModinfo(shares: readonly ShareOfFacts[], wanted: ReadPlan): ModinfoTable {
  const order = orderOf(shares, wanted)
  return new ModinfoTable(
    shares.flatMap(({ modinfo }) => modinfo ?? []),
    order,
  )
}

/** Where each module is in the shares; -1 for one that was not read. */
function orderOf(shares: readonly ShareOfFacts[], { count, positions }: ReadPlan): ModuleOrder {
  const order = { table: new Int32Array(count).fill(-1), module: new Int32Array(count) }
  for (const [table, { batches }] of shares.entries()) placeShare(order, table, batches, positions)
  return order
}

function join(
  own: BatchExtractor,
  shares: readonly ShareOfFacts[],
  wanted: ReadPlan,
  known: KnownFacts | undefined,
): FactsColumns {
  const [ownShare] = shares
  if (shares.length === 1 && known === undefined && ownShare && isAscending(ownShare.batches))
    return own.columns()
  const order = orderOf(shares, wanted)
  const tables = shares.flatMap(({ columns }) => columns ?? [])
  if (known) placeKnown(order, tables.push(known.columns), known.rows)
  const facts = own.joined(tables, order)
  for (const { columns } of shares) if (columns) freeBuffers(columns)
  return facts
}

/** Some 25 MB of 40,000 modules, which nobody would collect before the files are made. Node.js 22 and later. */
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
