/** Everything that is needed to load some modules, in load order: modules, builtin modules, firmware, what is missing. */
import { type OptionNames, refuseUnknownOptions } from '../../base/known-options.ts'
import { normalizeModname, toByteString } from '../../base/names.ts'
import type { KernelNames } from '../../kernel/kernel-names.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import { cycleOf, type LoadAttempts, type LoadStop, loadAttempts, stopOf } from '../load-attempt.ts'
import { namesOfExports } from '../names/real-exports.ts'
import { findWanted, type WantedModule } from '../names/wanted-modules.ts'
import { type ModuleFilters, passing, statelessFilters } from './closure-filters.ts'
import { blockedWords, mayBeMissing, missingFirmware, neededBy, unknownWords } from './closure-missing.ts'
import { closureNotes } from './closure-notes.ts'
import { readModules } from './closure-reading.ts'
import type { ClosureFirmware, ClosureLeftOut, ClosureModule, ClosureResult } from './closure-result.ts'
import { type BuiltinUse, loadOrder } from './load-order.ts'

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
  const words = options.names.map(toByteString)
  const names = await namesOfExports(kernel, await kernel.names(), words)
  const attempts = loadAttempts(names)
  const { release, moduleDir, host } = kernel.place
  const workingDirectory = host.workingDirectory()
  const context = { names, copies: kernel.copies, release, moduleDir, workingDirectory }
  const wanted = findWanted(context, words)
  const { passed, filtered } = await passing(kernel, names, wanted.found, filters)
  const { going, leftOut } = withoutStopped(names, attempts, passed)
  const isExcluded = (modname: string): boolean => filters.notName?.test(modname) ?? false
  const isStopped = (modname: string): boolean => configured(attempts.attempt(modname).stop) !== undefined
  const order = loadOrder(names, going, { isExcluded, isStopped })
  const modules = order.modules.map(({ copy, ...why }) => ({ ...copy, ...why }))
  const found = await readModules(
    { kernel, names, isExcluded },
    { ...order, modules },
    options.firmware !== false,
  )
  const isNeeded = neededBy(names, going, found.damagedProviders)
  const allowed = options.allowMissing ?? []
  return {
    modules,
    builtins: order.builtins,
    firmware: found.firmware,
    missing: [
      ...(await unknownWords(kernel, names, wanted.unknown, allowed)),
      ...blockedWords(going, leftOut, allowed),
      ...[...order.missing, ...found.missing].map((piece) => ({
        ...piece,
        ...(piece.kind === 'cycle' && { cycle: cycleOf(names, piece.name) }),
        isAllowed: mayBeMissing(piece, isNeeded, allowed),
      })),
      ...found.firmware.filter(({ files }) => files.length === 0).map(missingFirmware),
    ],
    leftOut: [...leftOut, ...order.stopped.map((use) => softlyLeftOut(attempts, use))],
    notes: closureNotes({ kernel, names, attempts, modinfo: found.modinfo }, withAliases(modules, going)),
    filtered,
    unreadable: found.unreadable,
    cycles: names.cycles,
    size: { modules: sum(modules.map(({ size }) => size ?? 0)), firmware: firmwareSize(found.firmware) },
  }
}

/** A stop by the configuration. What is not there at all is missing, not left out. */
function configured(stop: LoadStop | undefined): LoadStop | undefined {
  if (stop === undefined || stop.by === 'file' || stop.by === 'cycle' || stop.by === 'unknown')
    return undefined
  return stop.by === 'dependency' && stop.command === undefined ? undefined : stop
}

function withoutStopped(
  names: KernelNames,
  attempts: LoadAttempts,
  wanted: readonly WantedModule[],
): { readonly going: readonly WantedModule[]; readonly leftOut: readonly ClosureLeftOut[] } {
  const leftOut: ClosureLeftOut[] = []
  const going = wanted.filter((module) => {
    const stop = configured(stopOf(names, attempts, module))
    if (stop === undefined) return true
    const modname = stop.by === 'alias' ? normalizeModname(module.word) : module.modname
    leftOut.push({ modname, stop, for: module.word })
    return false
  })
  return { going, leftOut }
}

const softlyLeftOut = (attempts: LoadAttempts, { modname, for: by }: BuiltinUse): ClosureLeftOut => ({
  modname,
  stop: attempts.attempt(modname).stop ?? { by: 'unknown' },
  for: by,
})

const withAliases = (
  modules: readonly ClosureModule[],
  wanted: readonly WantedModule[],
): (ClosureModule & { readonly alias?: string })[] => {
  const aliases = new Map(wanted.map(({ modname, alias }) => [modname, alias]))
  return modules.map((module) => {
    const alias = aliases.get(module.modname)
    return { ...module, ...(alias !== undefined && { alias }) }
  })
}

/** Several names can lead to one file. */
function firmwareSize(firmware: readonly ClosureFirmware[]): number {
  const sizes = new Map(firmware.flatMap(({ files }) => files.map(({ path, size }) => [path, size] as const)))
  return sum([...sizes.values()])
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
