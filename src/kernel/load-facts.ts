/** Reads modules into facts, and finds out who owns which symbol among them. */

import type { Report } from '../base/diagnostic.ts'
import { type WorkOptions, workOptionsOf } from '../base/interruption.ts'
import { toByteString } from '../base/names.ts'
import { extractThroughCache } from '../cache/extract-through-cache.ts'
import { assignOwners, cleanFacts } from '../depmod/module-facts.ts'
import { parseSymbolFile, symbolFileOf } from '../depmod/symbol-file.ts'
import { jobsFor } from '../extract/choose-jobs.ts'
import { type ExtractOptions, extractModules } from '../extract/extract-modules.ts'
import type { ExtractedModules } from '../extract/extracted-modules.ts'
import { type KnownFacts, UNKNOWN_MODULE, unknownIn } from '../extract/known-facts.ts'
import { partExports } from '../facts/export-rows.ts'
import { columnsOf } from '../facts/facts-columns.ts'
import { nodeHost } from '../host/node-host.ts'
import { threadPaths } from '../host/rooted-host.ts'
import { readPlain } from '../read/read-plain.ts'
import type { KernelSymbols } from '../resolve/kernel-symbols.ts'
import { KernelFacts } from './kernel-facts.ts'
import type { KernelLocation, KernelOptions } from './kernel-location.ts'
import type { ModuleCopy } from './module-copies.ts'

export type FactsOptions = Pick<
  KernelOptions,
  'jobs' | 'workerUrl' | 'host' | 'symvers' | 'systemMap' | 'cache' | keyof WorkOptions
> & {
  /** Whether questions about a module are answered as the kernel sees it. */
  readonly withTraits?: boolean
  /** Whether `modules` are only some of the kernel's: then nothing is kept in the cache. */
  readonly isPart?: boolean
  /** Facts whose modules need not be read again. */
  readonly earlier?: readonly KernelFacts[]
}

/**
 * The facts of `modules`, which are in depmod's order: of two that export a symbol the later one owns it.
 * @throws KmodError KMOD_IO when symvers or systemMap cannot be read
 */
export async function loadFacts<M extends ModuleCopy>(
  place: KernelLocation,
  modules: readonly M[],
  options: FactsOptions,
  report: Report,
): Promise<KernelFacts<M>> {
  const kernelSymbols = await loadKernelSymbols(options, report)
  const extracted = await extract(place, modules, options, report)
  const facts = cleanFacts(extracted.facts, modules, report)
  const { listed, offered } = partExports(facts.exported)
  const indexOwners = assignOwners(facts, listed, modules, { kernelSymbols, report })
  const owners =
    listed === offered
      ? indexOwners
      : assignOwners(facts, offered, modules, { kernelSymbols, report: () => {} })
  const { names, needed, fields } = facts
  const table = { names, needed, fields, exported: offered }
  const { failures, traits: modinfo } = extracted
  const traits = options.withTraits ? modinfo : undefined
  return new KernelFacts({ modules, table, owners, indexOwners, failures, modinfo, traits, extracted })
}

async function extract(
  { host, moduleDir }: KernelLocation,
  modules: readonly ModuleCopy[],
  options: FactsOptions,
  report: Report,
): Promise<ExtractedModules> {
  const paths = threadPaths(
    host,
    modules.map(({ path }) => path),
  )
  const { workerUrl, cache, isPart = false } = options
  const how: ExtractOptions = {
    host,
    workerUrl,
    exportsAre: 'flagged',
    withTraits: true,
    jobs: jobsFor(options, paths),
    ...workOptionsOf(options),
  }
  // A file of facts has all of them at hand.
  const known = host.storedModule === undefined ? knownAmong(modules, options.earlier ?? []) : []
  if (known.length > 0 && unknownIn(known, modules.length).length === 0)
    return extractModules(paths, { ...how, known, onProgress: undefined })
  if (cache === undefined) return extractModules(paths, { ...how, known })
  const machine = options.host ?? nodeHost
  return extractThroughCache(paths, how, {
    directory: toByteString(cache),
    host: machine,
    // The paths for threads are those of the machine.
    keyHost: host.threadPath === undefined ? host : machine,
    moduleDir,
    isWhole: !isPart,
    report,
  })
}

/** What earlier facts have of `modules`, each module from the first ones that have it. */
function knownAmong(modules: readonly ModuleCopy[], earlier: readonly KernelFacts[]): KnownFacts[] {
  const left = new Set(modules.keys())
  return earlier.flatMap((facts): KnownFacts[] => {
    const { extracted } = facts
    if (extracted === undefined || left.size === 0) return []
    const rows = new Int32Array(modules.length).fill(UNKNOWN_MODULE)
    let count = 0
    for (const position of left) {
      const row = facts.findPath(modules[position]?.path ?? '')
      if (row === undefined) continue
      rows[position] = row
      left.delete(position)
      count++
    }
    if (count === 0) return []
    const { failures, traits } = extracted
    return [
      { rows, columns: columnsOf(extracted.facts), failures, traits: traits?.columns(facts.modules.length) },
    ]
  })
}

/** Distributions compress Module.symvers. The user has named the file, which need not be below the root. */
async function loadKernelSymbols(options: FactsOptions, report: Report): Promise<KernelSymbols | undefined> {
  const file = symbolFileOf(options)
  if (file === undefined) return undefined
  return parseSymbolFile(options, await readPlain(options.host ?? nodeHost, file), {
    prefix: undefined,
    report,
  })
}
