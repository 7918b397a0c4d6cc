/** The part of depmod that makes the files from modules, configuration and symbols, and writes none. */
import { diagnostic } from '../base/diagnostic.ts'
import { duringStep, KmodError } from '../base/errors.ts'
import { toByteString } from '../base/names.ts'
import { strerror } from '../base/strerror.ts'
import { loadDepmodConfig } from '../config/load-depmod-config.ts'
import { makeFiles } from '../depmod/make-files.ts'
import { assignOwners, cleanFacts } from '../depmod/module-facts.ts'
import { orderModules } from '../depmod/module-order.ts'
import { parseSymbolFile, symbolFileOf } from '../depmod/symbol-file.ts'
import type { ExtractedModules } from '../extract/extracted-modules.ts'
import type { FactsTable } from '../facts/facts-table.ts'
import type { Host } from '../host/host.ts'
import type { Output } from '../indexes/output.ts'
import type { Cycle } from '../resolve/cycles.ts'
import { type DependencyEdges, resolveDependencies } from '../resolve/dependencies.ts'
import type { KernelSymbols } from '../resolve/kernel-symbols.ts'
import type { SymbolOwners } from '../resolve/symbol-owners.ts'
import { modulesFromArguments } from '../scan/given-modules.ts'
import { type ModuleFile, scanModules } from '../scan/scan-modules.ts'
import type { DepmodRun } from './depmod-run.ts'

export interface DepmodFiles {
  /** In the order of modules.dep. */
  modules(): readonly ModuleFile[]
  /** Each is made when it is requested. */
  readonly outputs: Iterable<Output>
}

/** How the modules are found and read; everything else is the same in each run. */
export interface PlanParts {
  /** Has the host and the reports of everything else. */
  readonly run: DepmodRun
  find(): readonly ModuleFile[]
  read(modules: readonly ModuleFile[]): Promise<ExtractedModules>
}

/**
 * Finds and reads the modules, resolves their dependencies, and makes the files.
 * @throws KmodError KMOD_CYCLE, KMOD_IO, KMOD_LIMIT; KMOD_INDEX_BAD_KEY while a file is made
 */
export async function planFiles({ run, find, read }: PlanParts): Promise<DepmodFiles> {
  const { options, moduleDir, host, report } = run
  const reportSymbols = reportsSymbols(run)
  const kernelSymbols = loadKernelSymbols(run)
  const modules = find()
  if (modules.length > MAX_MODULES) throw tooManyModules()
  const extracted = await read(modules)
  reportUnreadable(run, modules, extracted)
  const facts = cleanFacts(extracted.facts, modules, report)
  const { symbolPrefix } = options
  const owners = assignOwners(facts, facts.exported, modules, { kernelSymbols, symbolPrefix, report })
  const order = orderModules(connectModules(run, modules, facts, owners, reportSymbols))
  if (order.kind === 'cyclic') throw reportCycles(run, modules, order.cycles)
  const outputs = makeFiles({
    host,
    moduleDir,
    facts,
    owners,
    report,
    modules: modules.map(({ modname, relpath, path }) => ({ modname, listed: relpath ?? path })),
    dependencies: order.dependencies,
    layout: options.layout,
    warnDuplicates: options.warnDuplicates,
    selection: options.publish === 'text' ? 'text' : 'all',
  })
  return { modules: () => modules, outputs }
}

/** kmod: positions have 16 bits, and one value is reserved. */
const MAX_MODULES = 65534

const tooManyModules = (): KmodError =>
  new KmodError('KMOD_LIMIT', `could not build module array: ${strerror('ERANGE')}`)

/** kmod: without the symbols of the kernel every other symbol would be unknown. */
function reportsSymbols({ options, report }: DepmodRun): boolean {
  if (!options.reportSymbols) return false
  if (options.symvers !== undefined || options.systemMap !== undefined) return true
  report(diagnostic('errsyms-without-symbols', {}))
  return false
}

function loadKernelSymbols({ options, host, report }: DepmodRun): KernelSymbols | undefined {
  const file = symbolFileOf(options)
  if (file === undefined) return undefined
  const bytes = duringStep('load-symbols', file, () => host.readInput(file))
  return parseSymbolFile(options, bytes, { prefix: options.symbolPrefix, kmod: options.kmod, report })
}

/**
 * The modules of a run, in kmod's order.
 * @param configHost has the configuration
 * @param onFirst receives the path of the first module, while the search goes on
 */
export function findModules(
  { options, host, moduleDir, report }: DepmodRun,
  configHost: Host,
  onFirst?: (path: string) => void,
): ModuleFile[] {
  if (options.files) return modulesFromArguments(host, moduleDir, options.files.map(toByteString), report)
  const release = toByteString(options.release)
  const paths = (options.config ?? []).map(toByteString)
  const config = loadDepmodConfig(configHost, { paths, release }, report)
  return scanModules(host, { moduleDir, ...(onFirst && { onFirst }) }, config, report)
}

function reportUnreadable(
  { report }: DepmodRun,
  modules: readonly ModuleFile[],
  { failures }: ExtractedModules,
): void {
  for (const { position, ...failure } of failures)
    report(diagnostic('module-unreadable', { path: modules[position]?.path ?? '', ...failure }))
}

function connectModules(
  { options, report }: DepmodRun,
  modules: readonly ModuleFile[],
  { names, needed }: FactsTable,
  owners: SymbolOwners,
  reportSymbols: boolean,
): DependencyEdges {
  const pathOf = (module: number): string => modules[module]?.path ?? ''
  const { onDependency, symvers } = options
  return resolveDependencies(needed, owners, {
    unknownSymbol: reportSymbols
      ? (module, name) =>
          report(diagnostic('unknown-symbol', { path: pathOf(module), symbol: names.text(name) }))
      : undefined,
    versionMismatch:
      reportSymbols && symvers !== undefined
        ? (module, name) =>
            report(diagnostic('symbol-version-mismatch', { path: pathOf(module), symbol: names.text(name) }))
        : undefined,
    edge: onDependency
      ? (module, name, provider) => {
          const user = modules[module]
          const owner = modules[provider]
          if (user && owner) onDependency(user, names.text(name), owner)
        }
      : undefined,
  })
}

function reportCycles(
  { report }: DepmodRun,
  modules: readonly ModuleFile[],
  cycles: readonly Cycle[],
): KmodError {
  const members = new Set<number>()
  for (const cycle of cycles) {
    for (const module of cycle) members.add(module)
    report(
      diagnostic('dependency-cycle', { modnames: cycle.map((module) => modules[module]?.modname ?? '') }),
    )
  }
  report(diagnostic('dependency-cycles-found', { count: members.size }))
  return new KmodError('KMOD_CYCLE', `Cannot order modules: ${members.size} of them are in dependency cycles`)
}
