import type { DependencyEdges } from './dependencies.ts'

/** A dependency cycle: positions of its modules, the first one repeated at the end. */
export type Cycle = readonly number[]

/** After this many steps from one root, modules are no longer entered by every path that leads to them. */
const EXHAUSTIVE_STEPS = 20_000

/**
 * Finds cycles as kmod reports them (kmod-behaviour 5.3): from each module that could not be placed, depth first, every
 * way back to it. What lies on a reported cycle is no root of its own any more.
 *
 * differs from kmod: kmod never leaves a cycle that does not pass through the root it started from (three modules that
 * depend on each other keep it busy for ever). Here a path that meets itself ends.
 *
 * @param unplaced the modules that no order can place, by ascending position
 */
export function findCycles(edges: DependencyEdges, unplaced: readonly number[]): Cycle[] {
  const cycles: Cycle[] = []
  const roots = new RootRing(unplaced)
  for (let root = roots.take(); root !== undefined; root = roots.take()) walkFrom(edges, root, roots, cycles)
  return cycles
}

interface Step {
  readonly module: number
  readonly parent: Step | undefined
}

function walkFrom(edges: DependencyEdges, root: number, roots: RootRing, cycles: Cycle[]): void {
  const stack: Step[] = [{ module: root, parent: undefined }]
  const entered = new Set<number>()
  let steps = 0
  for (let step = stack.pop(); step; step = stack.pop()) {
    const { module } = step
    if (module === root && step.parent) {
      const path = pathTo(step.parent)
      cycles.push([...path, root])
      for (const member of path) roots.remove(member)
      continue
    }
    if (isOnPath(module, step.parent)) continue
    if (++steps > EXHAUSTIVE_STEPS && entered.has(module)) continue
    entered.add(module)
    if (edges.start(module) === edges.end(module)) roots.remove(module)
    for (let i = edges.start(module); i < edges.end(module); i++)
      stack.push({ module: edges.provider.at(i), parent: step })
  }
}

function pathTo(last: Step): number[] {
  const path: number[] = []
  for (let step: Step | undefined = last; step; step = step.parent) path.push(step.module)
  return path.reverse()
}

function isOnPath(module: number, last: Step | undefined): boolean {
  for (let step = last; step; step = step.parent) if (step.module === module) return true
  return false
}

/** kmod: a circular list whose head moves behind every element that is removed. */
class RootRing {
  readonly #next = new Map<number, number>()
  readonly #previous = new Map<number, number>()
  #head: number | undefined

  constructor(modules: readonly number[]) {
    modules.forEach((module, i) => {
      this.#link(module, modules[(i + 1) % modules.length] ?? module)
    })
    this.#head = modules[0]
  }

  take(): number | undefined {
    const head = this.#head
    if (head !== undefined) this.remove(head)
    return head
  }

  remove(module: number): void {
    const next = this.#next.get(module)
    const previous = this.#previous.get(module)
    if (next === undefined || previous === undefined) return
    this.#next.delete(module)
    this.#previous.delete(module)
    if (next === module) {
      this.#head = undefined
      return
    }
    this.#link(previous, next)
    this.#head = next
  }

  #link(module: number, next: number): void {
    this.#next.set(module, next)
    this.#previous.set(next, module)
  }
}
