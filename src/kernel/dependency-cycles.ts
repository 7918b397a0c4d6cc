/** Finds modules that need each other, as depmod does. */
import { orderModules } from '../depmod/module-order.ts'
import { type DependencyEdges, resolveDependencies } from '../resolve/dependencies.ts'
import type { KernelFacts } from './kernel-facts.ts'
import type { ModuleCopy } from './module-copies.ts'

/** Which modules each module needs by its symbols, one group per module, as written into indexes. */
export const indexEdges = ({
  table,
  indexOwners,
}: Pick<KernelFacts<ModuleCopy>, 'table' | 'indexOwners'>): DependencyEdges =>
  resolveDependencies(table.needed, indexOwners)

/** Positions of the modules of each cycle, the first one repeated at the end; empty when all modules can be ordered. */
export function dependencyCycles(facts: KernelFacts<ModuleCopy>): readonly (readonly number[])[] {
  const order = orderModules(indexEdges(facts))
  return order.kind === 'cyclic' ? order.cycles : []
}
