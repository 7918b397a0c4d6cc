import { Int32Column } from '../base/columns.ts'
import { KmodError } from '../base/errors.ts'
import { RowGroups } from '../base/row-groups.ts'
import type { DependencyEdges } from './dependencies.ts'
import { ResolveProgram } from './resolve-program.ts'

export interface TopologicalOrder {
  /** By module: its rank. Users rank below their dependencies; -1 for modules in or below a cycle. */
  readonly rank: Int32Column
  /** By module: the number of its users without a rank. Above 0 exactly for modules without a rank. */
  readonly unplacedUsers: Int32Column
  readonly isComplete: boolean
}

/**
 * kmod's numbering (README.md, order), which decides the order inside modules.dep: start with the modules without
 * users, by position; pop the last, number it, and push the modules of which it was the last user.
 *
 * @throws KmodError KMOD_LIMIT
 */
export function rankModules(edges: DependencyEdges): TopologicalOrder {
  const program = ResolveProgram.start()
  const count = edges.groupCount
  const starts = program.copyIn(edges.starts.values)
  const providers = program.copyIn(edges.provider.values)
  const users = program.allocateWords(count)
  const ready = program.allocateWords(count)
  const ranks = program.allocateWords(count)
  const placedCount = program.exports.rank(count, starts, providers, users, ready, ranks)
  return {
    rank: Int32Column.of(program.words(ranks, count)),
    unplacedUsers: Int32Column.of(program.words(users, count)),
    isComplete: placedCount === count,
  }
}

/**
 * All direct and indirect dependencies of each module: a group for each, lowest rank first, so that the most basic one
 * is last.
 */
export class DependencyClosure extends RowGroups {
  readonly module = new Int32Column()
}

const TOO_MANY = -1

/**
 * @param rank as returned by rankModules(); modules without a rank are not part of the closure
 * @throws KmodError KMOD_LIMIT
 */
export function closeDependencies(edges: DependencyEdges, rank: Int32Column): DependencyClosure {
  const program = ResolveProgram.start()
  const count = edges.groupCount
  const copied = [edges.starts, edges.provider, rank].map(({ values }) => program.copyIn(values))
  const [starts = 0, providers = 0, ranks = 0] = copied
  const workspace = program.allocate(program.exports.closeSize(count))
  const closureStarts = program.allocateWords(count + 1)
  const target = program.allocate(0)
  const rows = program.exports.close(count, starts, providers, ranks, workspace, closureStarts, target)
  if (rows === TOO_MANY)
    throw new KmodError('KMOD_LIMIT', 'Cannot resolve dependencies: too many for modules.dep')
  const closure = new DependencyClosure()
  closure.starts.adopt(program.words(closureStarts, count + 1))
  closure.module.adopt(program.words(target, rows))
  return closure
}
