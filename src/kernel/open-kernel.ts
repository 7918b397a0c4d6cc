/**
 * The kernel that questions are put to. Each part is read when it is first asked for, and once: a question reads no
 * more than it needs.
 */
import type { Diagnostic } from '../base/diagnostic.ts'
import { memoize } from '../base/memoize.ts'
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
  module(modname: string): KernelModule | undefined
  /** The copies of modules that lost to another one, and by which configuration they did. */
  copies(): ModuleCopies
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

/**
 * @throws KmodError KMOD_USAGE, KMOD_IO when there is no such kernel. What the parts throw comes where they are asked
 * for.
 */
export function openKernel(options: KernelOptions): Kernel {
  const place = locateKernel(options)
  const diagnostics: Diagnostic[] = []
  // Modules that are read again for another part have the same problems.
  const met = new Set<string>()
  const report = (diagnostic: Diagnostic): void => {
    const identity = JSON.stringify(diagnostic)
    if (!met.has(identity)) diagnostics.push(diagnostic)
    met.add(identity)
  }
  const copies = memoize(() => findCopies(place, options.depmodConfig ?? [], report))
  const byModname = memoize(() => new Map(copies().modules.map((module) => [module.modname, module])))
  const modinfo = new Map<string, ModuleInfoFields>()
  const facts = memoize(() => loadFacts(place, copies().modules, options, report))
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
    factsOf: (some) => loadFacts(place, some, options, report),
    names: memoize(() => openNames({ place, options, copies, facts, report })),
    firmware: memoize(() => openFirmware(place, options)),
    async modinfo(some) {
      const missing = some.filter(({ path }) => !modinfo.has(path))
      for (const [path, fields] of await loadModinfo(place, missing, options)) modinfo.set(path, fields)
      return modinfo
    },
  }
}
