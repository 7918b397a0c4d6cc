/** Everything that is needed to load some modules, in load order: modules, builtin modules, firmware, what is missing. */
import { type OptionNames, refuseUnknownOptions } from '../base/known-options.ts'
import { compareBytes, toByteString } from '../base/names.ts'
import type { FirmwareFile } from '../kernel/firmware.ts'
import { valuesOf } from '../kernel/load-modinfo.ts'
import type { ModuleCopy } from '../kernel/module-copies.ts'
import type { Kernel } from '../kernel/open-kernel.ts'
import { type ModuleFilters, passing, statelessFilters } from './closure-filters.ts'
import { type BuiltinUse, type ClosureReason, loadOrder, type MissingPiece } from './load-order.ts'
import { findWanted, isAllowed } from './wanted-modules.ts'

export interface ClosureOptions {
  /** Module names, aliases, `=category`, paths and patterns of both: see wanted-modules.ts. */
  readonly names: readonly string[]
  /** Names that may stand for nothing. */
  readonly allowMissing?: readonly string[]
  /** Which of the modules that the names stand for are meant; `notName` also leaves out what others need. */
  readonly filters?: ModuleFilters
  /** Whether to look for firmware, for which each module has to be opened; default true. */
  readonly firmware?: boolean
}

export interface ClosureModule extends ModuleCopy {
  readonly reason: ClosureReason
  /** The word that asked for it, or the modname of the first module that brought it along. */
  readonly for: string
}

export interface ClosureFirmware {
  /** As modules name it: maybe a pattern. */
  readonly name: string
  /** Modnames, in load order. */
  readonly for: readonly string[]
  /** None when it is missing. */
  readonly files: readonly FirmwareFile[]
}

export interface ClosureMissing extends Omit<MissingPiece, 'kind'> {
  readonly kind: MissingPiece['kind'] | 'firmware'
  /** Whether the question said that it may be missing. Softdeps, weakdeps and firmware always may. */
  readonly isAllowed: boolean
}

export interface ClosureResult {
  /** In load order: each behind all that it needs. */
  readonly modules: readonly ClosureModule[]
  readonly builtins: readonly BuiltinUse[]
  /** By name. */
  readonly firmware: readonly ClosureFirmware[]
  readonly missing: readonly ClosureMissing[]
  /** Modnames that the names stand for and the filters leave out. */
  readonly filtered: readonly string[]
  /** Modnames of modules whose firmware is not known, because they cannot be read. */
  readonly unreadable: readonly string[]
  /** Bytes on disk; a firmware file counts once. */
  readonly size: { readonly modules: number; readonly firmware: number }
}

const CLOSURE_OPTIONS: OptionNames<ClosureOptions> = {
  names: true,
  allowMissing: true,
  filters: true,
  firmware: true,
}

/**
 * Finds everything that is needed to load some modules, in load order: modules, builtin ones, firmware, and what is
 * missing. Sizes are bytes on disk. Reads, writes nothing.
 *
 * @example
 * const { modules, missing } = await closure(kernel, { names: ['ext4', '=drivers/net'] })
 * console.log(modules.map(({ path }) => path), missing)
 * @throws KmodError KMOD_CYCLE if there are no fresh indexes and none can be made
 */
export async function closure(kernel: Kernel, options: ClosureOptions): Promise<ClosureResult> {
  refuseUnknownOptions<ClosureOptions>('closure()', options, CLOSURE_OPTIONS)
  const filters = statelessFilters(options.filters ?? {})
  const names = await kernel.names()
  const { release, moduleDir } = kernel.place
  const context = { names, copies: kernel.copies, release, moduleDir }
  const wanted = findWanted(context, options.names.map(toByteString))
  const { passed, filtered } = await passing(kernel, names, wanted.found, filters)
  const { notName } = filters
  const order = loadOrder(names, passed, notName ? { isExcluded: (modname) => notName.test(modname) } : {})
  const modules = order.modules.map(({ copy, ...why }) => ({ ...copy, ...why }))
  const found = options.firmware === false ? NO_FIRMWARE : await findFirmware(kernel, modules)
  const allowed = options.allowMissing ?? []
  return {
    modules,
    builtins: order.builtins,
    ...found,
    missing: [
      ...wanted.unknown.map((name) => ({ kind: 'name' as const, name, isAllowed: isAllowed(name, allowed) })),
      ...order.missing.map((piece) => ({ ...piece, isAllowed: mayBeMissing(piece, allowed) })),
      ...found.firmware.filter(({ files }) => files.length === 0).map(missingFirmware),
    ],
    filtered,
    size: { modules: sum(modules.map(({ size }) => size ?? 0)), firmware: firmwareSize(found.firmware) },
  }
}

const NO_FIRMWARE = { firmware: [], unreadable: [] }

const mayBeMissing = ({ kind, name }: MissingPiece, allowed: readonly string[]): boolean =>
  kind === 'softdep' || kind === 'weakdep' || isAllowed(name, allowed)

const missingFirmware = ({ name, for: [user] }: ClosureFirmware): ClosureMissing => ({
  kind: 'firmware',
  name,
  ...(user !== undefined && { for: user }),
  isAllowed: true,
})

async function findFirmware(
  kernel: Kernel,
  modules: readonly ClosureModule[],
): Promise<Pick<ClosureResult, 'firmware' | 'unreadable'>> {
  const modinfo = await kernel.modinfo(modules)
  const store = kernel.firmware()
  const users = new Map<string, string[]>()
  for (const { path, modname } of modules)
    for (const name of new Set(valuesOf(modinfo.get(path)?.fields ?? [], 'firmware'))) {
      const known = users.get(name)
      if (known) known.push(modname)
      else users.set(name, [modname])
    }
  return {
    firmware: [...users]
      .sort(([a], [b]) => compareBytes(a, b))
      .map(([name, modnames]) => ({ name, for: modnames, files: store.find(name) })),
    unreadable: modules.filter(({ path }) => modinfo.get(path)?.failure).map(({ modname }) => modname),
  }
}

/** Several names can lead to one file. */
function firmwareSize(firmware: readonly ClosureFirmware[]): number {
  const sizes = new Map(firmware.flatMap(({ files }) => files.map(({ path, size }) => [path, size] as const)))
  return sum([...sizes.values()])
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
