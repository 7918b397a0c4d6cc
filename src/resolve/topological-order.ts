import { Int32Column } from '../base/columns.ts'
import { RowGroups } from '../base/row-groups.ts'
import type { DependencyEdges } from './dependencies.ts'

export interface TopologicalOrder {
  /** By module: its rank. Users rank below what they depend on; -1 for modules that no order can place. */
  readonly rank: Int32Column
  /** By module: its users that were not placed. Above 0 exactly for modules without a rank. */
  readonly unplacedUsers: Int32Column
  readonly isComplete: boolean
}

/**
 * kmod's numbering (kmod-behaviour 5.1), which decides the order inside modules.dep: start with the modules that nobody
 * uses, by position; take the last, number it, and put what it was the last user of on top.
 */
export function rankModules(edges: DependencyEdges): TopologicalOrder {
  const count = edges.groupCount
  const users = Int32Column.filled(count, 0)
  for (let i = 0; i < edges.provider.length; i++) {
    const provider = edges.provider.at(i)
    users.set(provider, users.at(provider) + 1)
  }
  const ready = new Int32Column()
  for (let module = 0; module < count; module++) if (users.at(module) === 0) ready.push(module)

  const rank = Int32Column.filled(count, -1)
  let next = 0
  while (ready.length > 0) {
    const module = ready.at(ready.length - 1)
    ready.truncate(ready.length - 1)
    rank.set(module, next++)
    for (let i = edges.start(module); i < edges.end(module); i++) {
      const provider = edges.provider.at(i)
      const left = users.at(provider) - 1
      users.set(provider, left)
      if (left === 0) ready.push(provider)
    }
  }
  return { rank, unplacedUsers: users, isComplete: next === count }
}

/**
 * All that each module needs loaded, direct or not: a group for each, lowest rank first, so that what is basic comes
 * last.
 */
export class DependencyClosure extends RowGroups {
  readonly module = new Int32Column()

  endModule(): void {
    this.endGroupAt(this.module.length)
  }
}

export function closeDependencies(edges: DependencyEdges, rank: Int32Column): DependencyClosure {
  const closure = new DependencyClosure()
  const reachedFrom = Int32Column.filled(edges.groupCount, 0)
  const reached = new Int32Column()
  for (let module = 0; module < edges.groupCount; module++) {
    reached.truncate(0)
    addProviders(edges, module, module + 1, reachedFrom, reached)
    for (let i = 0; i < reached.length; i++)
      addProviders(edges, reached.at(i), module + 1, reachedFrom, reached)
    reached.values.sort((a, b) => rank.at(a) - rank.at(b))
    closure.module.append(reached.values)
    closure.endModule()
  }
  return closure
}

function addProviders(
  edges: DependencyEdges,
  module: number,
  stamp: number,
  reachedFrom: Int32Column,
  reached: Int32Column,
): void {
  for (let i = edges.start(module); i < edges.end(module); i++) {
    const provider = edges.provider.at(i)
    if (reachedFrom.at(provider) === stamp) continue
    reachedFrom.set(provider, stamp)
    reached.push(provider)
  }
}
