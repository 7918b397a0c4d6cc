/** Modules that need each other, as depmod finds them. */
import { findCycles } from '../resolve/cycles.ts'
import { type DependencyEdges, resolveDependencies } from '../resolve/dependencies.ts'
import { rankModules } from '../resolve/topological-order.ts'
import type { KernelFacts } from './kernel-facts.ts'
import type { ModuleCopy } from './module-copies.ts'

/** Who needs whom by symbols, a group for each module. */
export const dependencyEdges = ({ table, owners }: KernelFacts<ModuleCopy>): DependencyEdges =>
  resolveDependencies(table.needed, owners)

/** Positions of the modules of each cycle, the first one repeated at the end; none when all can be ordered. */
export function dependencyCycles(facts: KernelFacts<ModuleCopy>): (readonly number[])[] {
  const edges = dependencyEdges(facts)
  const { isComplete, unplacedUsers } = rankModules(edges)
  if (isComplete) return []
  const unplaced = facts.modules
    .map((_, position) => position)
    .filter((position) => unplacedUsers.at(position) > 0)
  return findCycles(edges, unplaced)
}
