/** Orders modules by their dependencies, or finds the cycles that make that impossible. */
import { type Cycle, findCycles } from '../resolve/cycles.ts'
import type { DependencyEdges } from '../resolve/dependencies.ts'
import { closeDependencies, type DependencyClosure, rankModules } from '../resolve/topological-order.ts'

export type ModuleOrder =
  | { readonly kind: 'ordered'; readonly dependencies: DependencyClosure }
  | { readonly kind: 'cyclic'; readonly cycles: readonly Cycle[] }

/** @throws KmodError KMOD_LIMIT */
export function orderModules(edges: DependencyEdges): ModuleOrder {
  const { isComplete, rank, unplacedUsers } = rankModules(edges)
  if (isComplete) return { kind: 'ordered', dependencies: closeDependencies(edges, rank) }
  const unplaced: number[] = []
  for (let module = 0; module < edges.groupCount; module++)
    if (unplacedUsers.at(module) > 0) unplaced.push(module)
  return { kind: 'cyclic', cycles: findCycles(edges, unplaced) }
}
