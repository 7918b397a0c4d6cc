import { expect, it } from 'vitest'
import { Int32Column } from '../../src/base/columns.ts'
import { orderModules } from '../../src/depmod/module-order.ts'
import { DependencyEdges } from '../../src/resolve/dependencies.ts'

function edgesOf(lists: readonly (readonly number[])[]): DependencyEdges {
  const edges = new DependencyEdges()
  const starts = [0]
  for (const list of lists) {
    for (const provider of list) edges.provider.push(provider)
    starts.push(edges.provider.length)
  }
  edges.starts.adopt(Int32Column.of(Int32Array.from(starts)).values)
  return edges
}

it('closes the dependencies of modules that can be ordered', () => {
  const order = orderModules(edgesOf([[1], [2], []]))
  if (order.kind !== 'ordered') return expect.unreachable()
  const { dependencies } = order
  const first = dependencies.module.values.subarray(dependencies.start(0), dependencies.end(0))
  expect([...first]).toEqual([1, 2])
})

it('lists the cycles of those that cannot', () => {
  const order = orderModules(edgesOf([[1], [0], [0]]))
  if (order.kind !== 'cyclic') return expect.unreachable()
  expect(order.cycles.map((cycle) => [...new Set(cycle)].sort())).toEqual([[0, 1]])
})
