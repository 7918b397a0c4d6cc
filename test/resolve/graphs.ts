/** Dependency graphs and symbol rows written out in tests, and random ones. */
import fc from 'fast-check'
import type { NameTable } from '../../src/base/name-table.ts'
import { SymbolRows } from '../../src/facts/facts-table.ts'
import { DependencyEdges } from '../../src/resolve/dependencies.ts'

/** By module: what it depends on, in edge order. */
export type Graph = readonly (readonly number[])[]

export function edgesOf(graph: Graph): DependencyEdges {
  const edges = new DependencyEdges()
  for (const providers of graph) {
    for (const provider of providers) edges.provider.push(provider)
    edges.starts.push(edges.provider.length)
  }
  return edges
}

export const graphOf = (edges: DependencyEdges): number[][] =>
  Array.from({ length: edges.groupCount }, (_, module) => [
    ...edges.provider.values.subarray(edges.start(module), edges.end(module)),
  ])

/** All that can be reached from `module` by one edge or more. */
export function reachableFrom(graph: Graph, module: number): Set<number> {
  const reached = new Set<number>()
  const visit = (from: number): void => {
    for (const to of graph[from] ?? []) {
      if (reached.has(to)) continue
      reached.add(to)
      visit(to)
    }
  }
  visit(module)
  return reached
}

/** Any graph of up to `maxModules` modules, each edge once; cycles and self-edges included. */
export const anyGraph = (maxModules: number): fc.Arbitrary<Graph> =>
  fc
    .integer({ min: 1, max: maxModules })
    .chain((count) =>
      fc.array(fc.uniqueArray(fc.nat(count - 1), { maxLength: 5 }), { minLength: count, maxLength: count }),
    )

/** A graph without cycles whose modules stand in any order. */
export const acyclicGraph = (maxModules: number): fc.Arbitrary<Graph> =>
  anyGraph(maxModules).chain((graph) =>
    fc
      .shuffledSubarray([...graph.keys()], { minLength: graph.length, maxLength: graph.length })
      .map((place) => {
        const relabelled: number[][] = graph.map(() => [])
        for (const [module, providers] of graph.entries())
          relabelled[place[module]!] = providers.filter((to) => to > module).map((to) => place[to]!)
        return relabelled
      }),
  )

export interface SymbolRow {
  readonly name: string
  readonly crc?: number | bigint
  readonly weak?: boolean
}

/** Rows of modules; a plain string is a symbol without CRC. */
export function rowsOf(names: NameTable, modules: readonly (readonly (string | SymbolRow)[])[]): SymbolRows {
  const rows = new SymbolRows()
  for (const symbols of modules) {
    for (const symbol of symbols) {
      const { name, crc = 0, weak = false } = typeof symbol === 'string' ? { name: symbol } : symbol
      const bytes = Buffer.from(name, 'latin1')
      const value = BigInt.asUintN(64, BigInt(crc))
      const [low, high] = [Number(value & 0xffffffffn), Number(value >> 32n)]
      rows.push(names.intern(bytes, 0, bytes.length), low, high, weak ? 1 : 0)
    }
    rows.endModule()
  }
  return rows
}
