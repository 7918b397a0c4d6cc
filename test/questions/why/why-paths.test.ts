import { describe, expect, it } from 'vitest'
import type { WhyEdge } from '../../../src/questions/why/why-edges.ts'
import { allPaths, MOST_PATHS, treeBelow } from '../../../src/questions/why/why-paths.ts'

const graphOf = (edges: Readonly<Record<string, readonly string[]>>) => (from: string) =>
  (edges[from] ?? []).map((to): WhyEdge => ({ from, to, kind: 'symbols', symbols: ['s'] }))
const asText = (path: readonly WhyEdge[]): string => [path[0]?.from, ...path.map(({ to }) => to)].join(' ')

describe('allPaths()', () => {
  it('gives short chains first, then by name', () => {
    const edges = graphOf({ a: ['c', 'b', 'z'], b: ['z', 'dead'], c: ['z'], z: [] })
    const { paths, isCut } = allPaths(edges, 'a', 'z')
    expect([paths.map(asText), isCut]).toEqual([['a z', 'a b z', 'a c z'], false])
  })

  it('goes round no cycle', () => {
    const edges = graphOf({ a: ['b'], b: ['a', 'c'], c: ['b', 'z'] })
    expect(allPaths(edges, 'a', 'z').paths.map(asText)).toEqual(['a b c z'])
  })

  it('has one empty chain to the module itself, and none to what is not below', () => {
    const edges = graphOf({ a: ['b'], x: [] })
    expect([allPaths(edges, 'a', 'a').paths, allPaths(edges, 'a', 'x').paths]).toEqual([[[]], []])
  })

  it('says that there are more than it gives', () => {
    const edges: Record<string, string[]> = {}
    for (let level = 0; level < 8; level++)
      for (const side of ['l', 'r']) edges[`${side}${level}`] = [`l${level + 1}`, `r${level + 1}`]
    edges.l8 = ['z']
    edges.r8 = ['z']
    const { paths, isCut } = allPaths(graphOf(edges), 'l0', 'z')
    expect([paths.length, isCut]).toEqual([MOST_PATHS, true])
  })
})

it('treeBelow() opens each module once', () => {
  const tree = treeBelow(graphOf({ a: ['b', 'c'], b: ['d'], c: ['b'], d: [] }), 'a')
  const asRows = (node: typeof tree): unknown => [node.modname, node.isRepeated, node.below.map(asRows)]
  expect(asRows(tree)).toEqual([
    'a',
    false,
    [
      ['b', false, [['d', false, []]]],
      ['c', false, [['b', true, []]]],
    ],
  ])
})
