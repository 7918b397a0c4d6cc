import { describe, expect, it } from 'vitest'
import type { GraphData, PageEdge } from '../../src/graph-page/graph-data.ts'
import { directoriesOf, viewOf } from '../../src/graph-page/graph-view.ts'

const BELOW = '/lib/modules/6.1/kernel'

const edge = (from: string, to: string, ...symbols: string[]): PageEdge => ({
  from,
  to,
  kind: 'symbols',
  symbols,
})

/** Modules by their directories. */
const graphOf = (places: Readonly<Record<string, string>>, edges: readonly PageEdge[]): GraphData => ({
  kernel: { root: '/', release: '6.1' },
  names: [],
  nodes: Object.entries(places).map(([modname, directory]) => ({
    modname,
    kind: 'module',
    reason: 'dependency',
    size: 1,
    firmware: [],
    path: `${BELOW}/${directory}/${modname}.ko`,
  })),
  edges,
})

const many = (count: number, directory: (i: number) => string): GraphData => {
  const places = Array.from({ length: count }, (_, i) => [`m${i}`, directory(i)] as const)
  const edges = places.slice(1).map(([modname]) => edge(modname, 'm0', `s_${modname}`))
  return graphOf(Object.fromEntries(places), edges)
}

const draw = (data: GraphData, open: ReadonlySet<string> | undefined) =>
  viewOf(data, directoriesOf(data.nodes), open)

describe('viewOf()', () => {
  it('draws every module of a small graph, one without edges as well', () => {
    const view = draw(graphOf({ a: 'fs', b: 'fs', c: 'net' }, [edge('a', 'b', 's')]), undefined)
    expect(view.boxes.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(view.lines.map(({ from, to }) => [from, to])).toEqual([['a', 'b']])
    expect(view.leftOut).toEqual([])
  })

  it('leaves out what has no edge of a larger one', () => {
    const data = many(30, () => 'fs')
    const lonely = { ...data, edges: data.edges.filter(({ from }) => from !== 'm7') }
    expect(draw(lonely, undefined).leftOut).toEqual(['m7'])
    expect(draw(lonely, undefined).boxes).toHaveLength(29)
  })

  it('draws directories as boxes, and one line for all dependencies between two of them', () => {
    const view = draw(
      many(100, (i) => (i < 50 ? 'fs/x' : 'net')),
      new Set(),
    )
    expect(view.boxes.map(({ id, label }) => [id, label])).toEqual([
      ['dir:fs/x', 'fs/x (50)'],
      ['dir:net', 'net (50)'],
    ])
    expect(view.lines.map(({ from, to, edges }) => [from, to, edges.length])).toEqual([
      ['dir:net', 'dir:fs/x', 50],
    ])
  })

  it('draws the modules of an open directory', () => {
    const view = draw(
      many(100, (i) => (i < 50 ? 'fs/x' : 'net')),
      new Set(['net']),
    )
    expect(view.boxes).toHaveLength(51)
    expect(view.lines).toHaveLength(50)
  })

  it('opens a large directory to the directories in it, until they are small', () => {
    const data = many(3000, (i) => (i % 50 === 0 ? 'lib' : `drivers/d${i % 50}/e${i % 7}`))
    const boxes = (...open: string[]) => draw(data, new Set(open)).boxes.map(({ id }) => id)
    expect(boxes()).toEqual(['dir:lib', 'dir:drivers'])
    expect(boxes('drivers')).toHaveLength(50)
    expect(boxes('drivers', 'drivers/d1')).toHaveLength(49 + 60)
  })

  it('has few enough boxes to be read, however many modules there are', () => {
    const counts = [140, 500, 3000].map(
      (count) =>
        draw(
          many(count, (i) => `a/b${i % 9}/c${i % 113}`),
          new Set(),
        ).boxes.length,
    )
    expect(Math.max(...counts)).toBeLessThanOrEqual(40)
  })
})
