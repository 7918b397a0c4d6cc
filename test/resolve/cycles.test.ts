import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cycle, findCycles } from '../../src/resolve/cycles.ts'
import { rankModules } from '../../src/resolve/topological-order.ts'
import { acyclicGraph, anyGraph, edgesOf, type Graph, reachableFrom } from './graphs.ts'

function cyclesOf(graph: Graph): Cycle[] {
  const edges = edgesOf(graph)
  const { unplacedUsers } = rankModules(edges)
  return findCycles(
    edges,
    [...graph.keys()].filter((module) => unplacedUsers.at(module) > 0),
  )
}

describe('findCycles()', () => {
  it.each<[string, Graph, Cycle[]]>([
    ['reports a module that depends on itself', [[0]], [[0, 0]]],
    ['reports two modules once, from the first', [[1], [0]], [[0, 1, 0]]],
    ['reports a ring in the order of its edges', [[2], [0], [1]], [[0, 2, 1, 0]]],
    [
      'reports separate cycles by their first modules',
      [[1], [0], [3], [2]],
      [
        [0, 1, 0],
        [2, 3, 2],
      ],
    ],
    ['leaves out the way that leads to a cycle', [[1], [2], [1]], [[1, 2, 1]]],
    ['leaves out what a cycle depends on', [[1, 2], [0], [3], []], [[0, 1, 0]]],
    [
      'reports every way back to the root, the last edge first',
      [[1, 2], [0], [0]],
      [
        [0, 2, 0],
        [0, 1, 0],
      ],
    ],
    ['reports nothing of a graph without cycles', [[1], [2], []], []],
    ['reports nothing of nothing', [], []],
  ])('%s', (_, graph, cycles) => {
    expect(cyclesOf(graph)).toEqual(cycles)
  })

  it('ends on three modules that all depend on each other, where kmod does not', () => {
    const all = [
      [0, 2, 1, 0],
      [0, 2, 0],
      [0, 1, 2, 0],
      [0, 1, 0],
    ]
    expect(
      cyclesOf([
        [1, 2],
        [0, 2],
        [0, 1],
      ]),
    ).toEqual(all)
  })

  it('moves on to the module after the one that was removed last', () => {
    // After 0 -> 1 -> 0 the ring is 2, 3, 4, 5, and its head is 2, which is after 1.
    expect(cyclesOf([[1], [0], [3], [2], [5], [4]])).toEqual([
      [0, 1, 0],
      [2, 3, 2],
      [4, 5, 4],
    ])
    // After 0 -> 3 -> 0 the head is 4, after 3: 4 and 5 come before 1 and 2.
    expect(cyclesOf([[3], [2], [1], [0], [5], [4]])).toEqual([
      [0, 3, 0],
      [4, 5, 4],
      [1, 2, 1],
    ])
  })

  it('moves on after a module without dependencies that it came by', () => {
    // 1 is removed first, then 3, which 0 needs too: 4 comes before 2. Behind 5 the ring goes on with 6.
    expect(cyclesOf([[3, 1], [0], [6], [], [5], [4], [2]])).toEqual([
      [0, 1, 0],
      [4, 5, 4],
      [6, 2, 6],
    ])
  })

  it('reports closed paths over existing edges, each module once', () => {
    fc.assert(
      fc.property(anyGraph(12), (graph) => {
        for (const cycle of cyclesOf(graph)) {
          expect(cycle.length).toBeGreaterThan(1)
          expect(cycle.at(-1)).toBe(cycle[0])
          for (const [i, to] of cycle.slice(1).entries()) expect(graph[cycle[i]!]).toContain(to)
          expect(new Set(cycle).size).toBe(cycle.length - 1)
        }
      }),
    )
  })

  it('reports no path twice', () => {
    fc.assert(
      fc.property(anyGraph(8), (graph) => {
        const texts = cyclesOf(graph).map((cycle) => cycle.join())
        expect(new Set(texts).size).toBe(texts.length)
      }),
    )
  })

  it('meets every group of modules that reach each other, and nothing where there is none', () => {
    fc.assert(
      fc.property(anyGraph(12), (graph) => {
        const cycles = cyclesOf(graph)
        for (const module of graph.keys()) {
          const reached = reachableFrom(graph, module)
          if (!reached.has(module)) continue
          const group = [...reached].filter((other) => reachableFrom(graph, other).has(module))
          expect(cycles.some((cycle) => cycle.some((member) => group.includes(member)))).toBe(true)
        }
      }),
    )
    fc.assert(
      fc.property(acyclicGraph(20), (graph) => {
        expect(cyclesOf(graph)).toEqual([])
      }),
    )
  })

  it('ends on 40 modules that all depend on each other, and reports each of them', () => {
    const all = [...Array(40).keys()]
    const cycles = cyclesOf(all.map((module) => all.filter((other) => other !== module)))
    expect(new Set(cycles.flat()).size).toBe(40)
  })

  it('finds a cycle through more modules than a stack of calls is deep', () => {
    const count = 20_000
    const [cycle, ...others] = cyclesOf(Array.from({ length: count }, (_, module) => [(module + 1) % count]))
    expect([cycle?.length, others.length]).toEqual([count + 1, 0])
  })
})
