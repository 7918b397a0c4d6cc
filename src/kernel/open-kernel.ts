/**
 * The kernel that questions are asked about. Each part is read once, when it is first needed: a question reads only
 * what it needs.
 */
import type { Diagnostic, Report } from '../base/diagnostic.ts'
import { inSequence } from '../base/interruption.ts'
import { type OptionNames, refuseUnknownOptions } from '../base/known-options.ts'
import { memoize } from '../base/memoize.ts'
import type { ModprobeConfig } from '../config/modprobe-config.ts'
import { openIndexSet } from '../lookup/index-set.ts'
import type { LookupIndexes } from '../lookup/lookup-steps.ts'
import { type BuiltinModule, readBuiltins } from './builtin-modules.ts'
import { type FirmwareStore, openFirmware } from './firmware.ts'
import type { KernelFacts } from './kernel-facts.ts'
import { type KernelLocation, type KernelOptions, locateKernel } from './kernel-location.ts'
import { type KernelNames, openNames } from './kernel-names.ts'
import { type FactsOptions, loadFacts } from './load-facts.ts'
import { loadModinfo, type ModuleInfoFields } from './load-modinfo.ts'
import { modprobeSettings } from './modprobe-settings.ts'
import {
  findCopies,
  type KernelModule,
  type LostCopy,
  type ModuleCopies,
  type ModuleCopy,
} from './module-copies.ts'

export interface Kernel {
  readonly place: KernelLocation
  readonly options: KernelOptions
  /** Problems found so far, in the order in which they occurred. */
  readonly diagnostics: readonly Diagnostic[]
  /** The modules in depmod's order, from the directory alone; no file is read. */
  modules(): readonly KernelModule[]
  /** The module with this name, if any. */
  module(modname: string): KernelModule | undefined
  /** The copies of modules that lost to another one, and the configuration that decided it. */
  copies(): ModuleCopies
  /** The copies of modules that were overridden by another one of the same name. */
  lost(): readonly LostCopy[]
  /** By modname. */
  builtins(): ReadonlyMap<string, BuiltinModule>
  /** Symbols and dependencies of all modules. */
  facts(): Promise<KernelFacts<KernelModule>>
  /** The same, with `traits`. Takes a single pass over the modules if called before `facts`. */
  fullFacts(): Promise<KernelFacts<KernelModule>>
  /** The same for some modules only, as if there were no others: `copies` in depmod's order. */
  factsOf<M extends ModuleCopy>(copies: readonly M[]): Promise<KernelFacts<M>>
  /** Resolves names to modules, and modules to what they need. */
  names(): Promise<KernelNames>
  /**
   * The index files as they are, however old; lookups in missing files find nothing.
   *
   * @internal
   */
  indexFiles(): LookupIndexes
  /**
   * The modprobe.d configuration: `modprobeConfig`, else the files below the root.
   *
   * @internal
   */
  modprobeConfig(): ModprobeConfig
  /** Firmware below the root. */
  firmware(): FirmwareStore
  /**
   * What modules say about themselves. Modules whose symbols were read before are not read again: request facts first
   * if both are needed.
   */
  modinfo(copies: readonly ModuleCopy[]): Promise<ReadonlyMap<string, ModuleInfoFields>>
}

const KERNEL_OPTIONS: OptionNames<KernelOptions> = {
  root: true,
  release: true,
  moduleDirectory: true,
  depmodConfig: true,
  modprobeConfig: true,
  kernelCmdline: true,
  from: true,
  symvers: true,
  systemMap: true,
  firmwareDirs: true,
  jobs: true,
  cache: true,
  workerUrl: true,
  host: true,
  signal: true,
  onProgress: true,
}

/**
 * Opens the modules of a kernel for questions. Each part is read when a question first needs it, and once.
 *
 * @example
 * const kernel = openKernel({ root: '/', release: '6.12.0' })
 * console.log(kernel.modules().length)
 * @throws KmodError KMOD_USAGE, KMOD_IO when there is no such kernel. Errors of the parts are thrown when a part is
 * first used.
 */
export function openKernel(options: KernelOptions): Kernel {
  refuseUnknownOptions<KernelOptions>('openKernel()', options, KERNEL_OPTIONS)
  const place = locateKernel(options)
  const diagnostics: Diagnostic[] = []
  // Modules that are read again for another part report the same problems.
  const met = new Set<string>()
  const report = (diagnostic: Diagnostic): void => {
    const identity = JSON.stringify(diagnostic)
    if (!met.has(identity)) diagnostics.push(diagnostic)
    met.add(identity)
  }
  const copies = memoize(() => findCopies(place, options.depmodConfig ?? [], report))
  const byModname = memoize(() => new Map(copies().modules.map((module) => [module.modname, module])))
  const modinfo = new Map<string, ModuleInfoFields>()
  /** No module is read again that is among these. */
  const earlier: KernelFacts[] = []
  const isKnown = (path: string): boolean => earlier.some((facts) => facts.findPath(path) !== undefined)
  const nextWork = inSequence(options)
  const load = async <M extends ModuleCopy>(modules: readonly M[], how: FactsOptions) => {
    const facts = await loadFacts(place, modules, { ...options, ...nextWork(), ...how, earlier }, report)
    if (modules.some(({ path }) => !isKnown(path))) earlier.push(facts)
    return facts
  }
  let loading: Promise<KernelFacts<KernelModule>> | undefined
  let full: Promise<KernelFacts<KernelModule>> | undefined
  const fullFacts = (): Promise<KernelFacts<KernelModule>> => {
    full ??= (loading ?? Promise.resolve()).then(() => load(copies().modules, { withTraits: true }))
    loading ??= full
    return full
  }
  const facts = (): Promise<KernelFacts<KernelModule>> => {
    loading ??= load(copies().modules, {})
    return loading
  }
  const factsOf = async <M extends ModuleCopy>(some: readonly M[]) => {
    await loading
    return load(some, { isPart: true })
  }
  return {
    place,
    options,
    diagnostics,
    copies,
    modules: () => copies().modules,
    module: (modname) => byModname().get(modname),
    lost: () => copies().lost,
    builtins: memoize(() => readBuiltins(place)),
    facts,
    fullFacts,
    factsOf,
    names: memoize(() => openNames({ place, options, copies, facts, factsOf, report })),
    indexFiles: memoize(() => openIndexSet(place.host, place.moduleDir, () => {})),
    firmware: memoize(() => openFirmware(place, options)),
    modprobeConfig: memoize(() => configOf(place, options, report)),
    async modinfo(some) {
      const missing = some.filter(({ path }) => !modinfo.has(path))
      await loading
      const read = await loadModinfo(place, missing, { ...options, ...nextWork() }, earlier)
      for (const [path, fields] of read) modinfo.set(path, fields)
      return modinfo
    },
  }
}

/** Without an explicit configuration, the root's own. */
function configOf(place: KernelLocation, options: KernelOptions, report: Report): ModprobeConfig {
  const { modprobeConfig = [] } = options
  const settings = {
    ...options,
    modprobeConfig: modprobeConfig.length === 0 ? 'root' : modprobeConfig,
  } as const
  return modprobeSettings(place.host, place, settings, report)
}
