/** Reads modules into facts, and finds out who owns which symbol among them. */
import type { Report } from '../base/diagnostic.ts'
import { duringStep } from '../base/errors.ts'
import { toByteString } from '../base/names.ts'
import { jobsFor } from '../extract/choose-jobs.ts'
import { extractModules } from '../extract/extract-modules.ts'
import { nodeHost } from '../host/node-host.ts'
import { threadPaths } from '../host/rooted-host.ts'
import { type KernelSymbols, readModuleSymvers, readSystemMap } from '../resolve/kernel-symbols.ts'
import { SymbolOwners } from '../resolve/symbol-owners.ts'
import { KernelFacts } from './kernel-facts.ts'
import type { KernelLocation, KernelOptions } from './kernel-location.ts'
import type { ModuleCopy } from './module-copies.ts'

export type FactsOptions = Pick<KernelOptions, 'jobs' | 'workerUrl' | 'host' | 'symvers' | 'systemMap'>

/**
 * The facts of `modules`, which are in depmod's order: of two that export a symbol the later one owns it.
 * @throws KmodError KMOD_IO when symvers or systemMap cannot be read
 */
export async function loadFacts<M extends ModuleCopy>(
  { host }: KernelLocation,
  modules: readonly M[],
  options: FactsOptions,
  report: Report,
): Promise<KernelFacts<M>> {
  const kernelSymbols = loadKernelSymbols(options, report)
  const paths = threadPaths(
    host,
    modules.map(({ path }) => path),
  )
  const jobs = jobsFor(options, paths)
  const { facts, failures } = await extractModules(paths, { host, jobs, workerUrl: options.workerUrl })
  const owners = new SymbolOwners(facts.names)
  if (kernelSymbols) {
    owners.addKernelSymbols(kernelSymbols)
    owners.addFakeSymbols()
  }
  owners.addExported(facts.exported)
  return new KernelFacts(modules, facts, owners, failures)
}

/** As in depmod: symvers wins. The user has named the file, which need not be below the root. */
function loadKernelSymbols(
  { symvers, systemMap, host = nodeHost }: FactsOptions,
  report: Report,
): KernelSymbols | undefined {
  const path = symvers ?? systemMap
  if (path === undefined) return undefined
  const file = toByteString(path)
  const bytes = duringStep('load-symbols', file, () => host.readInput(file))
  const read = symvers === undefined ? readSystemMap : readModuleSymvers
  return read(bytes, { file, prefix: undefined, report })
}
