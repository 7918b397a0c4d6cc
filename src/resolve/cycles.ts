import type { DependencyEdges } from './dependencies.ts'

/** A dependency cycle: positions of its modules, the first one repeated at the end. */
export type Cycle = readonly number[]

/** After this many steps from one root, modules are no longer entered by every path to them. */
const EXHAUSTIVE_STEPS = 5_000
/** After this many steps in total, no further root is tried, and the cycles found so far are the result. */
const MAX_STEPS = 500_000
/**
 * More than anyone reads; 40 modules that all depend on each other have more cycles than there are atoms in the world.
 */
const MAX_CYCLES = 1_000

/**
 * Finds cycles as kmod reports them (README.md, cycles): from each module without a rank, depth first, every path back
 * to it. Modules on a reported cycle are no longer used as roots.
 *
 * differs from kmod: kmod does not terminate for a cycle that does not pass through the root it started from. Here a
 * path that meets itself ends, and among thousands of modules that depend on each other not every cycle is reported,
 * but at least one.
 *
 * @param unplaced the modules without a rank, by ascending position
 */
export function findCycles(edges: DependencyEdges, unplaced: readonly number[]): Cycle[] {
  const cycles: Cycle[] = []
  const roots = new RootRing(unplaced)
  let steps = 0
  for (let root = roots.pop(); root !== undefined; root = roots.pop()) {
    steps += walkFrom(edges, root, roots, cycles)
    if (steps > MAX_STEPS || cycles.length >= MAX_CYCLES) break
  }
  return cycles.length === 0 && unplaced.length > 0 ? [anyCycle(edges, unplaced)] : cycles
}

/** A module without a rank has a user without a rank: following users leads into a cycle. */
function anyCycle(edges: DependencyEdges, unplaced: readonly number[]): Cycle {
  const userOf = new Map<number, number>()
  for (const user of unplaced)
    for (let i = edges.start(user); i < edges.end(user); i++) userOf.set(edges.provider.at(i), user)
  const trail: number[] = []
  const met = new Set<number>()
  let module = unplaced[0]
  for (; module !== undefined && !met.has(module); module = userOf.get(module)) {
    met.add(module)
    trail.push(module)
  }
  const cycle = module === undefined ? trail : trail.slice(trail.indexOf(module))
  return [...cycle, ...cycle.slice(0, 1)].reverse()
}

interface Step {
  readonly module: number
  readonly parent: Step | undefined
}

/** @returns the number of steps taken */
function walkFrom(edges: DependencyEdges, root: number, roots: RootRing, cycles: Cycle[]): number {
  const stack: Step[] = [{ module: root, parent: undefined }]
  const entered = new Set<number>()
  let steps = 0
  for (let step = stack.pop(); step && cycles.length < MAX_CYCLES; step = stack.pop()) {
    const { module } = step
    if (module === root && step.parent) {
      const path = pathTo(step.parent)
      cycles.push([...path, root])
      for (const member of path) roots.remove(member)
      continue
    }
    // Modules on the path were entered, so the path need not be searched for one that was not.
    if (entered.has(module) && (steps > EXHAUSTIVE_STEPS || isOnPath(module, step.parent))) continue
    steps++
    entered.add(module)
    if (edges.start(module) === edges.end(module)) roots.remove(module)
    for (let i = edges.start(module); i < edges.end(module); i++)
      stack.push({ module: edges.provider.at(i), parent: step })
  }
  return steps
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

/** kmod: a circular list whose head moves to the element after every removed one. */
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

  pop(): number | undefined {
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
