/**
 * Reads many modules, on the requested number of threads. The facts are always in the order of the paths: the result
 * does not depend on the threads.
 */
import { appendAll } from '../base/append.ts'
import { pause } from '../base/interruption.ts'
import type { ExportKind } from '../facts/extract-facts.ts'
import { type FactsColumns, fromColumns, transferList } from '../facts/facts-columns.ts'
import type { FactsTable } from '../facts/facts-table.ts'
import type { ModuleOrder } from '../facts/join-facts.ts'
import { type TraitColumns, type TraitsList, TraitsTable } from '../facts/traits-table.ts'
import type { Host } from '../host/host.ts'
import { type Batch, BatchQueue } from './batch-queue.ts'
import { BatchExtractor, type ModuleFailure } from './extract-batches.ts'
import { ExtractThreads } from './extract-threads.ts'
import { type KnownFacts, UNKNOWN_MODULE, unknownPositions } from './known-facts.ts'
import { type ModinfoColumns, ModinfoTable } from './modinfo-columns.ts'

/** The maximum number of threads, and the minimum number of batches for each. */
const MAX_JOBS = 64
const BATCHES_PER_JOB = 4

export interface ExtractOptions {
  readonly host: Host
  /** Threads, the main one included. With 1 no worker is started, and everything goes through `host`. */
  readonly jobs: number
  /** The compiled worker.js, where it is not beside this file. */
  readonly workerUrl?: URL | undefined
  /** Threads that have been started already. The caller stops them. */
  readonly threads?: ExtractThreads | undefined
  /** Default: those that kmod lists. A cache has no others. */
  readonly exportsAre?: ExportKind | undefined
  /** Modules that need not be read. */
  readonly known?: KnownFacts | undefined
  /** Whether to read the .modinfo sections, too, in the same pass over each module. */
  readonly modinfo?: boolean | undefined
  /** Called from time to time with the number of modules read, and at the end with that of all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined
  /** Stops before the next batch; the threads that are started here are stopped, too. */
  readonly signal?: AbortSignal | undefined
  /** Whether to read what else the kernel looks at in a module, too. */
  readonly withTraits?: boolean
}

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

/** Thread numbers in the queue: the main thread, and the workers from 1 on. */
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

/** The modules to be read, and their positions in the list of all paths. */
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
    // A thread that has claimed nothing so far never will: it may not even have started.
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
  const all: ShareOfFacts[] = [
    { batches: ownBatches, modinfo: own.modinfo?.columns(), traits: own.traits() },
    ...shares,
  ]
  return {
    facts: fromColumns(join(own, all, wanted, known)),
    ...(modinfo && { modinfo: joinModinfo(all, wanted) }),
    ...(withTraits && { traits: joinTraits(all, wanted) }),
    failures: [own, ...shares]
      .flatMap(({ failures }) => failures)
      .map((failure) => ({ ...failure, position: wanted.positions[failure.position] ?? 0 }))
      .sort((a, b) => a.position - b.position),
  }
}

/** The batches read by a thread, in the order of its facts. */
interface Share {
  readonly batches: readonly Batch[]
  /** Of a worker. */
  readonly columns?: FactsColumns
  readonly modinfo?: ModinfoColumns | undefined
  readonly failures: readonly ModuleFailure[]
  readonly traits?: TraitColumns | undefined
}

type ShareOfFacts = Omit<Share, 'failures'>

function joinModinfo(shares: readonly ShareOfFacts[], wanted: ReadPlan): ModinfoTable {
  const order = orderOf(shares, wanted)
  return new ModinfoTable(
    shares.flatMap(({ modinfo }) => modinfo ?? []),
    order,
  )
}

function joinTraits(shares: readonly ShareOfFacts[], wanted: ReadPlan): TraitsList {
  return new TraitsTable(
    shares.flatMap(({ traits }) => traits ?? []),
    orderOf(shares, wanted),
  )
}

/** The position of each module in the shares; -1 for one that was not read. */
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
