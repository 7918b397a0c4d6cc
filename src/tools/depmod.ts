/**
 * depmod as a function: reads every module of a kernel, computes the dependencies, and makes the modules.* files. It
 * prints nothing; the command is in cli/depmod/depmod-command.ts.
 */

import { diagnostic } from '../base/diagnostic.ts'
import { duringStep, KmodError } from '../base/errors.ts'
import { pause } from '../base/interruption.ts'
import { type OptionNames, refuseUnknownOptions } from '../base/known-options.ts'
import { toByteString } from '../base/names.ts'
import { strerror } from '../base/strerror.ts'
import { loadDepmodConfig } from '../config/load-depmod-config.ts'
import { makeFiles } from '../depmod/make-files.ts'
import { assignOwners, cleanFacts } from '../depmod/module-facts.ts'
import { orderModules } from '../depmod/module-order.ts'
import { parseSymbolFile, symbolFileOf } from '../depmod/symbol-file.ts'
import type { ExtractThreads } from '../extract/extract-threads.ts'
import type { ExtractedModules } from '../extract/extracted-modules.ts'
import type { FactsTable } from '../facts/facts-table.ts'
import type { Output } from '../indexes/output.ts'
import { withoutEmptyDirectories } from '../publish/made-directories.ts'
import { lockDirectory } from '../publish/publish-lock.ts'
import { tidyUp } from '../publish/tidy-up.ts'
import { makeOutputDirectory, writeOutputs } from '../publish/write-outputs.ts'
import type { Cycle } from '../resolve/cycles.ts'
import { type DependencyEdges, resolveDependencies } from '../resolve/dependencies.ts'
import type { KernelSymbols } from '../resolve/kernel-symbols.ts'
import type { SymbolOwners } from '../resolve/symbol-owners.ts'
import { modulesFromArguments } from '../scan/given-modules.ts'
import { type ModuleFile, scanModules } from '../scan/scan-modules.ts'
import { isUpToDate } from '../scan/up-to-date.ts'
import { extract, prestartThreads } from './depmod-extract.ts'
import type { DepmodOptions, DepmodResult } from './depmod-options.ts'
import { type DepmodRun, startRun } from './depmod-run.ts'

const DEPMOD_OPTIONS: OptionNames<DepmodOptions> = {
  release: true,
  root: true,
  moduleDirectory: true,
  outdir: true,
  config: true,
  files: true,
  onlyWhenNewer: true,
  systemMap: true,
  symvers: true,
  reportSymbols: true,
  symbolPrefix: true,
  warnDuplicates: true,
  layout: true,
  publish: true,
  jobs: true,
  kmod: true,
  cache: true,
  workerUrl: true,
  host: true,
  onDiagnostic: true,
  onProgress: true,
  signal: true,
  onDependency: true,
}

/**
 * Reads every module of a kernel, computes which needs which, and writes (or only makes) the `modules.*` files, with
 * kmod's bytes.
 *
 * @returns modules in kmod's order, the files made, and what went wrong without ending the run
 * @example
 * const { modules, diagnostics } = await depmod({ root: '/tmp/image', release: '6.12.0' })
 * for (const { code, severity } of diagnostics) console.warn(severity, code)
 * @throws KmodError KMOD_CYCLE (after a diagnostic for each cycle), KMOD_IO, KMOD_USAGE, KMOD_LIMIT,
 * KMOD_INDEX_BAD_KEY, or the reason of `signal`: in each case no file has changed
 */
export async function depmod(options: DepmodOptions): Promise<DepmodResult> {
  refuseUnknownOptions<DepmodOptions>('depmod()', options, DEPMOD_OPTIONS)
  const run = startRun(options)
  options.signal?.throwIfAborted()
  const { host, outputDir, report } = run
  if (options.publish === 'text') {
    const { modules, outputs } = await planFiles(run)
    return run.result(modules, [...outputs])
  }
  let lock = await lockDirectory(host, outputDir, report, options)
  try {
    tidyUp(host, outputDir, report)
    const { modules, outputs, isNothingNew } = await planFiles(run)
    if (isNothingNew) return run.result([], [])
    await pause(options.signal)
    // What was not there could not be locked, and what was removed since may have given its inode to what is made now.
    const isNew = !host.exists(outputDir)
    return await withoutEmptyDirectories(host, async (noting) => {
      makeOutputDirectory(noting, outputDir)
      if (isNew) {
        lock?.release()
        lock = await lockDirectory(host, outputDir, report, options)
      }
      return run.result(modules, await writeOutputs(host, outputDir, untilAborted(outputs, options.signal)))
    })
  } finally {
    lock?.release()
  }
}

/** Outputs are made one after the other, and put in place when all are there: until then the run can be stopped. */
function* untilAborted(outputs: Iterable<Output>, signal: AbortSignal | undefined): Generator<Output> {
  for (const output of outputs) {
    signal?.throwIfAborted()
    yield output
  }
  signal?.throwIfAborted()
}

interface DepmodFiles {
  readonly modules: readonly ModuleFile[]
  /** Each is made when it is requested. */
  readonly outputs: Iterable<Output>
  /** With `onlyWhenNewer`: no module is newer, and there are no outputs. */
  readonly isNothingNew?: true
}

async function planFiles(run: DepmodRun): Promise<DepmodFiles> {
  if (run.options.onlyWhenNewer && isUpToDate(run.host, run.moduleDir, run.report, run.options.kmod))
    return { modules: [], outputs: [], isNothingNew: true }
  const threads = await prestartThreads(run)
  try {
    return await planFilesWith(run, threads)
  } finally {
    await threads?.stop()
  }
}

async function planFilesWith(run: DepmodRun, threads: ExtractThreads | undefined): Promise<DepmodFiles> {
  const { options, moduleDir, host, report } = run
  const reportSymbols = reportsSymbols(run)
  const kernelSymbols = loadKernelSymbols(run)
  const modules = findModules(run, (first) => {
    // It takes 20 ms of CPU to start, which does not pay off for a few thousand uncompressed modules.
    if (run.options.jobs !== undefined || !first.endsWith('.ko')) threads?.start(1)
  })
  if (modules.length > MAX_MODULES) throw tooManyModules()
  const extracted = await extract(run, modules, threads)
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
  return { modules, outputs }
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

function findModules(
  { options, host, moduleDir, report }: DepmodRun,
  onFirst: (path: string) => void,
): ModuleFile[] {
  if (options.files) return modulesFromArguments(host, moduleDir, options.files.map(toByteString), report)
  const release = toByteString(options.release)
  const config = loadDepmodConfig(host, { paths: (options.config ?? []).map(toByteString), release }, report)
  return scanModules(host, { moduleDir, onFirst }, config, report)
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
