/**
 * The kernel that questions are put to. Each part is read when it is first asked for, and once: a question reads no
 * more than it needs.
 */

import type { Diagnostic } from '../base/diagnostic.ts'
import { type OptionNames, refuseUnknownOptions } from '../base/known-options.ts'
import { type BuiltinModule, readBuiltins } from './builtin-modules.ts'
import { type FirmwareStore, openFirmware } from './firmware.ts'
import type { KernelFacts } from './kernel-facts.ts'
import { type KernelLocation, type KernelOptions, locateKernel } from './kernel-location.ts'
import { type KernelNames, openNames } from './kernel-names.ts'
import { loadFacts } from './load-facts.ts'
import { loadModinfo, type ModuleInfoFields } from './load-modinfo.ts'
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
  /** Problems that were met so far, in the order in which they were. */
  readonly diagnostics: readonly Diagnostic[]
  /** The modules in depmod's order; their files are looked at, not read. */
  modules(): readonly KernelModule[]
  /** The module of a name, if there is one. */
  module(modname: string): KernelModule | undefined
  /** The copies of modules that lost to another one, and by which configuration they did. */
  copies(): ModuleCopies
  /** The copies of modules that another one of their name wins over. */
  lost(): readonly LostCopy[]
  /** By modname. */
  builtins(): ReadonlyMap<string, BuiltinModule>
  /** Symbols and dependencies of all modules. */
  facts(): Promise<KernelFacts<KernelModule>>
  /** The same of some modules only, as if there were no others: `copies` in depmod's order. */
  factsOf<M extends ModuleCopy>(copies: readonly M[]): Promise<KernelFacts<M>>
  /** What names stand for, and what modules need. */
  names(): Promise<KernelNames>
  /** Firmware below the root. */
  firmware(): FirmwareStore
  /** What modules say about themselves; those that were read before are not read again. */
  modinfo(copies: readonly ModuleCopy[]): Promise<ReadonlyMap<string, ModuleInfoFields>>
}

const KERNEL_OPTIONS: OptionNames<KernelOptions> = {
  root: true,
  release: true,
  moduleDirectory: true,
  depmodConfig: true,
  modprobeConfig: true,
  from: true,
  symvers: true,
  systemMap: true,
  firmwareDirs: true,
  jobs: true,
  workerUrl: true,
  host: true,
}

/**
 * Opens the modules of a kernel for questions. Each part is read when a question first needs it, and once.
 *
 * @example
 * const kernel = openKernel({ root: '/', release: '6.12.0' })
 * console.log(kernel.modules().length)
 * @throws KmodError KMOD_USAGE, KMOD_IO when there is no such kernel. What the parts throw comes where they are asked
 * for.
 */
export function openKernel(options: KernelOptions): Kernel {
  refuseUnknownOptions<KernelOptions>('openKernel()', options, KERNEL_OPTIONS)
  const place = locateKernel(options)
  const diagnostics: Diagnostic[] = []
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic)
  const copies = once(() => findCopies(place, options.depmodConfig ?? [], report))
  const byModname = once(() => new Map(copies().modules.map((module) => [module.modname, module])))
  const modinfo = new Map<string, ModuleInfoFields>()
  const facts = once(() => loadFacts(place, copies().modules, options, report))
  return {
    place,
    options,
    diagnostics,
    copies,
    modules: () => copies().modules,
    module: (modname) => byModname().get(modname),
    lost: () => copies().lost,
    builtins: once(() => readBuiltins(place)),
    facts,
    factsOf: (some) => loadFacts(place, some, options, report),
    names: once(() => openNames({ place, options, copies, facts, report })),
    firmware: once(() => openFirmware(place, options)),
    async modinfo(some) {
      const missing = some.filter(({ path }) => !modinfo.has(path))
      for (const [path, fields] of await loadModinfo(place, missing, options)) modinfo.set(path, fields)
      return modinfo
    },
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
