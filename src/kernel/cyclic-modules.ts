/**
 * Indexes of a tree in which modules need each other in a cycle. depmod writes none then, and nothing in the cycle or
 * above it can be loaded; the other modules can, and questions about them have answers.
 */
import type { Report } from '../base/diagnostic.ts'
import { isKmodError } from '../base/errors.ts'
import { fnmatch } from '../base/fnmatch.ts'
import { tryNormalizeAlias } from '../base/names.ts'
import type { LookupIndexes } from '../lookup/lookup-steps.ts'
import { dependencyCycles } from './dependency-cycles.ts'
import type { KernelFacts } from './kernel-facts.ts'
import type { KernelLocation } from './kernel-location.ts'
import type { MadeIndexes } from './made-indexes.ts'
import type { ModuleCopy } from './module-copies.ts'
import { makeIndexesOfAny } from './text-indexes.ts'

export interface CyclicModules {
  /** By modname; each cycle ends with the module that it starts with. */
  readonly cycles: readonly (readonly string[])[]
  /** The modules in a cycle, and all modules that need one of them. */
  readonly modnames: ReadonlySet<string>
}

export interface IndexesBesideCycles {
  /** Of the modules outside. */
  readonly made: MadeIndexes
  /**
   * Of all modules. The dependencies of a module that is in a cycle, or needs one that is, come in no particular order.
   */
  readonly indexes: LookupIndexes
  readonly cyclic: CyclicModules
}

type FactsOf = (copies: readonly ModuleCopy[]) => Promise<KernelFacts<ModuleCopy>>

/** @throws KmodError KMOD_LIMIT as depmod */
export async function makeWithoutCycles(
  place: KernelLocation,
  facts: KernelFacts<ModuleCopy>,
  factsOf: FactsOf,
  report: Report,
): Promise<IndexesBesideCycles> {
  try {
    const made = makeIndexesOfAny(place, facts, report)
    return { made, indexes: made.indexes, cyclic: { cycles: [], modnames: new Set() } }
  } catch (error) {
    if (!isKmodError(error) || error.code !== 'KMOD_CYCLE') throw error
  }
  const cycles = dependencyCycles(facts)
  const lost = positionsAbove(facts, cycles.flat())
  const made = makeIndexesOfAny(place, await factsOf(facts.modules.filter((_, i) => !lost.has(i))), report)
  const nameOf = (position: number): string => facts.modules[position]?.modname ?? ''
  const cyclic = {
    cycles: cycles.map((cycle) => cycle.map(nameOf)),
    modnames: new Set([...lost].map(nameOf)),
  }
  return { made, cyclic, indexes: withModules(made.indexes, facts, lost) }
}

function positionsAbove(facts: KernelFacts<ModuleCopy>, positions: readonly number[]): Set<number> {
  const users = facts.users()
  const found = new Set(positions)
  for (const position of found) for (const user of users.of(position)) found.add(user)
  return found
}

/** The indexes, plus the modules at `positions`. */
function withModules(
  indexes: LookupIndexes,
  facts: KernelFacts<ModuleCopy>,
  positions: ReadonlySet<number>,
): LookupIndexes {
  const lines = new Map([...positions].map((at) => [facts.modules[at]?.modname ?? '', at]))
  const aliases = [...positions].flatMap((at) =>
    facts.fields(at, 'alias').map((alias) => ({
      pattern: tryNormalizeAlias(alias) ?? alias,
      value: facts.modules[at]?.modname ?? '',
      priority: at,
    })),
  )
  return {
    ...indexes,
    dependencyLine(modname) {
      const at = lines.get(modname)
      return at === undefined ? indexes.dependencyLine(modname) : lineOf(facts, at)
    },
    aliases: (modalias) => [
      ...indexes.aliases(modalias),
      ...aliases
        .filter(({ pattern }) => fnmatch(pattern, modalias))
        .map(({ value, priority }) => ({ value, priority })),
    ],
  }
}

/** As in modules.dep: the module, and all that it needs, directly or indirectly. */
function lineOf(facts: KernelFacts<ModuleCopy>, position: number): string {
  const needed = new Set<number>()
  const todo = [position]
  for (let at = todo.pop(); at !== undefined; at = todo.pop())
    for (const { provider } of facts.edges(at))
      if (!needed.has(provider)) {
        needed.add(provider)
        todo.push(provider)
      }
  needed.delete(position)
  const path = (at: number): string => facts.modules[at]?.relpath ?? ''
  return `${path(position)}:${[...needed].map((at) => ` ${path(at)}`).join('')}`
}
