/**
 * The filters of dracut's instmods: which of the modules that names stand for are meant. Modules that these need come
 * along regardless of their paths and symbols; only `notName` holds for them, too.
 *
 * Differs from dracut-install: path filters are asked about modules only, not also about the directories of a category,
 * so `path` need not match the category itself.
 */
import type { KernelNames } from '../../kernel/kernel-names.ts'
import type { ModuleCopy } from '../../kernel/module-copies.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import type { WantedModule } from '../names/wanted-modules.ts'
import { stateless } from '../names/without-global-flag.ts'

/** Regular expressions that may match anywhere. Paths are absolute. */
export interface ModuleFilters {
  readonly path?: RegExp
  readonly notPath?: RegExp
  /** A module that needs such a symbol is meant; with `notSymbol` it is not. */
  readonly symbol?: RegExp
  readonly notSymbol?: RegExp
  readonly notName?: RegExp
}

export const statelessFilters = (filters: ModuleFilters): ModuleFilters =>
  Object.fromEntries(
    Object.entries(filters).map(([name, pattern]: [string, RegExp]) => [name, stateless(pattern)]),
  )

/** Builtin modules have neither paths nor symbols: they pass. Modules are read only when symbols matter. */
export async function passing(
  kernel: Kernel,
  names: KernelNames,
  wanted: readonly WantedModule[],
  filters: ModuleFilters,
): Promise<{ readonly passed: readonly WantedModule[]; readonly filtered: readonly string[] }> {
  const { path, notPath, notName } = filters
  const named = wanted.filter(({ modname }) => !notName?.test(modname))
  const byPath = named.filter(({ modname }) => {
    const copy = names.dependencies(modname)?.copy
    return copy === undefined || (!notPath?.test(copy.path) && (path?.test(copy.path) ?? true))
  })
  const passed = await passingSymbols(kernel, names, byPath, filters)
  const kept = new Set(passed)
  return { passed, filtered: wanted.filter((module) => !kept.has(module)).map(({ modname }) => modname) }
}

async function passingSymbols(
  kernel: Kernel,
  names: KernelNames,
  wanted: readonly WantedModule[],
  { symbol, notSymbol }: ModuleFilters,
): Promise<readonly WantedModule[]> {
  if (symbol === undefined && notSymbol === undefined) return wanted
  const copies = wanted.flatMap(({ modname }): ModuleCopy[] => {
    const copy = names.dependencies(modname)?.copy
    return copy ? [copy] : []
  })
  const facts = await kernel.factsOf(copies)
  return wanted.filter(({ modname }) => {
    const position = facts.find(modname)
    if (position === undefined) return true
    const needed = facts.needed(position).map(({ name }) => name)
    if (notSymbol && needed.some((name) => notSymbol.test(name))) return false
    return symbol === undefined || needed.some((name) => symbol.test(name))
  })
}
