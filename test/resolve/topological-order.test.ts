import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { closeDependencies, rankModules } from '../../src/resolve/topological-order.ts'
import { refusalOf } from '../support/refusal.ts'
import { acyclicGraph, anyGraph, edgesOf, type Graph, reachableFrom } from './graphs.ts'

const ranksOf = (graph: Graph): number[] => [...rankModules(edgesOf(graph)).rank.values]

function closureOf(graph: Graph): number[][] {
  const edges = edgesOf(graph)
  const closure = closeDependencies(edges, rankModules(edges).rank)
  return graph.map((_, module) => [
    ...closure.module.values.subarray(closure.start(module), closure.end(module)),
  ])
}

describe('rankModules()', () => {
  it.each<[string, Graph, number[]]>([
    ['takes the last of modules without users', [[], [], []], [2, 1, 0]],
    ['takes users before what they use', [[], [0], [1]], [2, 1, 0]],
    ['goes on with the dependency that its last user put on top', [[], [0], []], [2, 1, 0]],
    // 3 first; then of its dependencies 1 and 2, both ready, the one on top: 2.
    ['takes the last edge first', [[], [0], [0], [1, 2]], [3, 2, 1, 0]],
    ['takes it by the order of edges, not of modules', [[], [0], [0], [2, 1]], [3, 1, 2, 0]],
    ['waits for the last user', [[], [0], [1, 0]], [2, 1, 0]],
    // 4, then 2 (put on top by 4), then 3, then 1, which both of them use.
    ['leaves other roots for later', [[], [], [1], [1], [2]], [4, 3, 1, 2, 0]],
    ['of nothing is nothing', [], []],
  ])('%s', (_, graph, ranks) => {
    expect(ranksOf(graph)).toEqual(ranks)
  })

  it('ranks every dependency of a graph without cycles above its user, each rank once', () => {
    fc.assert(
      fc.property(acyclicGraph(30), (graph) => {
        const order = rankModules(edgesOf(graph))
        expect(order.isComplete).toBe(true)
        expect([...order.rank.values].sort((a, b) => a - b)).toEqual([...graph.keys()])
        for (const [user, providers] of graph.entries())
          for (const provider of providers)
            expect(order.rank.at(provider)).toBeGreaterThan(order.rank.at(user))
        expect([...order.unplacedUsers.values].every((users) => users === 0)).toBe(true)
      }),
    )
  })

  it('follows the rule of kmod exactly', () => {
    fc.assert(
      fc.property(anyGraph(20), (graph) => {
        expect(ranksOf(graph)).toEqual(ranksByTheRule(graph))
      }),
    )
  })

  it('gives no rank to modules of a cycle and to what they depend on, and no other', () => {
    fc.assert(
      fc.property(anyGraph(20), (graph) => {
        const { rank, unplacedUsers, isComplete } = rankModules(edgesOf(graph))
        const inCycle = [...graph.keys()].filter((module) => reachableFrom(graph, module).has(module))
        const blocked = new Set([
          ...inCycle,
          ...inCycle.flatMap((module) => [...reachableFrom(graph, module)]),
        ])
        const unplaced = [...graph.keys()].filter((module) => rank.at(module) < 0)
        expect(unplaced).toEqual([...blocked].sort((a, b) => a - b))
        expect([...graph.keys()].filter((module) => unplacedUsers.at(module) > 0)).toEqual(unplaced)
        expect(isComplete).toBe(inCycle.length === 0)
      }),
    )
  })
})

/** The order of src/resolve/README.md with plain arrays. */
function ranksByTheRule(graph: Graph): number[] {
  const users = graph.map((_, module) => graph.filter((providers) => providers.includes(module)).length)
  const stack = [...graph.keys()].filter((module) => users[module] === 0)
  const ranks = graph.map(() => -1)
  for (let next = 0; ; next++) {
    const module = stack.pop()
    if (module === undefined) return ranks
    ranks[module] = next
    for (const provider of graph[module] ?? []) if (--users[provider]! === 0) stack.push(provider)
  }
}

describe('closeDependencies()', () => {
  it.each<[string, Graph, number[][]]>([
    ['puts what is basic last', [[], [0], [1]], [[], [0], [1, 0]]],
    ['lists what is reached twice once', [[], [0], [0], [1, 2]], [[], [0], [0], [2, 1, 0]]],
    ['sorts direct dependencies too', [[], [0], [0, 1]], [[], [0], [1, 0]]],
    ['of nothing is nothing', [], []],
  ])('%s', (_, graph, closure) => {
    expect(closureOf(graph)).toEqual(closure)
  })

  it('is what can be reached, by rank', () => {
    fc.assert(
      fc.property(acyclicGraph(200), (graph) => {
        const ranks = ranksOf(graph)
        const expected = graph.map((_, module) =>
          [...reachableFrom(graph, module)].sort((a, b) => ranks[a]! - ranks[b]!),
        )
        expect(closureOf(graph)).toEqual(expected)
      }),
    )
  })

  it('passes over what has no rank, and what is only reached by it', () => {
    fc.assert(
      fc.property(anyGraph(20), (graph) => {
        const ranks = ranksOf(graph)
        const placed = graph.map((providers, module) =>
          ranks[module]! < 0 ? [] : providers.filter((provider) => ranks[provider]! >= 0),
        )
        for (const [module, closure] of closureOf(graph).entries())
          if (ranks[module]! >= 0) expect(new Set(closure)).toEqual(reachableFrom(placed, module))
      }),
    )
  })

  const chain = (count: number): Graph =>
    Array.from({ length: count }, (_, module) => (module === 0 ? [] : [module - 1]))

  it('lists more than there is memory at first', () => {
    const closure = closureOf(chain(1500))
    expect(closure.at(-1)).toEqual([...Array(1499).keys()].reverse())
    expect(closure.flat().length).toBe((1500 * 1499) / 2)
  })

  it('refuses what no index could hold', () => {
    expect(refusalOf(() => closureOf(chain(11_700))).code).toBe('KMOD_LIMIT')
  })
})
