import { Int32Column } from '../base/columns.ts'
import { KmodError } from '../base/errors.ts'
import { RowGroups } from '../base/row-groups.ts'
import type { DependencyEdges } from './dependencies.ts'
import { ResolveKernel } from './resolve-program.ts'

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
 *
 * @throws KmodError KMOD_LIMIT
 */
export function rankModules(edges: DependencyEdges): TopologicalOrder {
  const kernel = ResolveKernel.start()
  const count = edges.groupCount
  const starts = kernel.place(edges.starts.values)
  const providers = kernel.place(edges.provider.values)
  const users = kernel.wordRoom(count)
  const ready = kernel.wordRoom(count)
  const ranks = kernel.wordRoom(count)
  const placedCount = kernel.program.rank(count, starts, providers, users, ready, ranks)
  return {
    rank: Int32Column.of(kernel.words(ranks, count)),
    unplacedUsers: Int32Column.of(kernel.words(users, count)),
    isComplete: placedCount === count,
  }
}

/**
 * All that each module needs loaded, direct or not: a group for each, lowest rank first, so that what is basic comes
 * last.
 */
export class DependencyClosure extends RowGroups {
  readonly module = new Int32Column()
}

const TOO_MANY = -1

/**
 * @param rank as rankModules() tells it; what has no rank is no part of the closure
 * @throws KmodError KMOD_LIMIT
 */
export function closeDependencies(edges: DependencyEdges, rank: Int32Column): DependencyClosure {
  const kernel = ResolveKernel.start()
  const count = edges.groupCount
  const placed = [edges.starts, edges.provider, rank].map(({ values }) => kernel.place(values))
  const [starts = 0, providers = 0, ranks = 0] = placed
  const workspace = kernel.room(kernel.program.closeSize(count))
  const closureStarts = kernel.wordRoom(count + 1)
  const target = kernel.room(0)
  const rows = kernel.program.close(count, starts, providers, ranks, workspace, closureStarts, target)
  if (rows === TOO_MANY)
    throw new KmodError('KMOD_LIMIT', 'Cannot resolve dependencies: there are too many for modules.dep')
  const closure = new DependencyClosure()
  closure.starts.take(kernel.words(closureStarts, count + 1))
  closure.module.take(kernel.words(target, rows))
  return closure
}
