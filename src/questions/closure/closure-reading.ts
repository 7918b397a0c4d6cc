/** Reads the modules of a closure: for their firmware, and for what they need and is not there. */
import { compareBytes } from '../../base/names.ts'
import type { KernelNames } from '../../kernel/kernel-names.ts'
import { type ModuleInfoFields, valuesOf } from '../../kernel/load-modinfo.ts'
import type { ModuleCopy } from '../../kernel/module-copies.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import { inKernelOrder } from '../kernel-order.ts'
import type { Missing } from './closure-missing.ts'
import type { ClosureFirmware, ClosureModule, ClosureResult } from './closure-result.ts'
import type { BuiltinUse } from './load-order.ts'
import { missingProviders } from './missing-providers.ts'

export interface ReadModules {
  readonly modinfo: ReadonlyMap<string, ModuleInfoFields>
  readonly firmware: readonly ClosureFirmware[]
  readonly unreadable: readonly string[]
  readonly missing: readonly Missing[]
  /** Damaged modules that are not in the closure, since what they export is not known, each with a module that needs it. */
  readonly damagedProviders: ReadonlyMap<string, string>
}

interface ReadContext {
  readonly kernel: Kernel
  readonly names: KernelNames
  readonly isExcluded: (modname: string) => boolean
}

/** Each module is opened, whether its firmware matters or not: one that is damaged must not be called loadable. */
export async function readModules(
  context: ReadContext,
  { modules, builtins }: Pick<ClosureResult, 'modules' | 'builtins'>,
  withFirmware: boolean,
): Promise<ReadModules> {
  const { kernel } = context
  const facts = await kernel.factsOf(inKernelOrder(kernel, modules))
  const modinfo = await kernel.modinfo(modules)
  const failed = new Map(
    [...facts.failures].map(([position, failure]) => [facts.modules[position]?.modname, failure]),
  )
  const isUnreadable = ({ modname, path }: ModuleCopy): boolean =>
    failed.has(modname) || modinfo.get(path)?.failure !== undefined
  const unreadable = modules.filter(isUnreadable)
  const search = missingProviders({ ...context, facts, modinfo }, modules)
  const damagedProviders = await damagedAmong(context, search.absentees)
  return {
    modinfo,
    firmware: withFirmware ? findFirmware(kernel, modules, builtins, modinfo) : [],
    unreadable: unreadable.map(({ modname }) => modname),
    missing: [
      ...unreadable.map(({ modname, reason, for: by }) => ({
        kind: 'unreadable' as const,
        name: modname,
        ...(reason !== 'requested' && { for: by }),
        ...errnoOf(failed.get(modname)),
      })),
      ...[...damagedProviders].map(([name, by]) => ({ kind: 'unreadable' as const, name, for: by })),
      ...search.missing,
    ],
    damagedProviders,
  }
}

/** Damage has its own cause, regardless of the system error that kmod prints for it. */
const errnoOf = (
  failure: { readonly cause: string; readonly errno?: string } | undefined,
): { readonly errno?: string } =>
  failure?.errno !== undefined && failure.cause === 'KMOD_IO' ? { errno: failure.errno } : {}

/** One that can be read is not needed any more: its symbols are known, and lead to no module of the closure. */
async function damagedAmong(
  { kernel, names }: ReadContext,
  absentees: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const copies = [...absentees.keys()].flatMap((modname) => names.dependencies(modname)?.copy ?? [])
  if (copies.length === 0) return new Map()
  const facts = await kernel.factsOf(copies)
  const damaged = [...facts.failures.keys()].flatMap((position) => facts.modules[position]?.modname ?? [])
  return new Map(damaged.map((modname) => [modname, absentees.get(modname) ?? modname]))
}

function findFirmware(
  kernel: Kernel,
  modules: readonly ClosureModule[],
  builtins: readonly BuiltinUse[],
  modinfo: ReadonlyMap<string, ModuleInfoFields>,
): ClosureFirmware[] {
  const store = kernel.firmware()
  const users = new Map<string, string[]>()
  const askers = [
    ...modules.map(({ modname, path }) => ({ modname, fields: modinfo.get(path)?.fields ?? [] })),
    ...builtins.map(({ modname }) => ({ modname, fields: kernel.builtins().get(modname)?.fields ?? [] })),
  ]
  for (const { modname, fields } of askers)
    for (const name of new Set(valuesOf(fields, 'firmware'))) {
      const known = users.get(name)
      if (known) known.push(modname)
      else users.set(name, [modname])
    }
  return [...users]
    .sort(([a], [b]) => compareBytes(a, b))
    .map(([name, modnames]) => ({ name, for: modnames, files: store.find(name) }))
}
