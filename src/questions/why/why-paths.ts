/** All that leads from one module to another, and all that is below a module, from edges that somebody else knows. */
import type { EdgesFrom, WhyEdge } from './why-edges.ts'

/** Chains multiply quickly: what is beyond this number is only said to be there. */
export const MOST_PATHS = 100

export interface AllPaths {
  /** Chains without a module that comes twice, short ones first, then by names. */
  readonly paths: readonly (readonly WhyEdge[])[]
  /** There are more than MOST_PATHS. */
  readonly isCut: boolean
}

export function allPaths(edgesFrom: EdgesFrom, from: string, to: string): AllPaths {
  const leads = modulesLeadingTo(edgesFrom, from, to)
  const paths: WhyEdge[][] = []
  // By length, so that what is cut off are the longest.
  let open: WhyEdge[][] = leads.has(from) ? [[]] : []
  while (open.length > 0) {
    const longer: WhyEdge[][] = []
    for (const chain of open) {
      const last = chain.at(-1)?.to ?? from
      if (last === to) {
        if (paths.length === MOST_PATHS) return { paths, isCut: true }
        paths.push(chain)
        continue
      }
      const met = new Set([from, ...chain.map((edge) => edge.to)])
      for (const edge of sortedEdges(edgesFrom(last)))
        if (leads.has(edge.to) && !met.has(edge.to)) longer.push([...chain, edge])
    }
    if (longer.length > MOST_OPEN) return { paths, isCut: true }
    open = longer
  }
  return { paths, isCut: false }
}

const MOST_OPEN = 100_000

const sortedEdges = (edges: readonly WhyEdge[]): WhyEdge[] =>
  [...edges].sort((a, b) => (a.to < b.to ? -1 : a.to > b.to ? 1 : 0))

/** The modules below `from` from which something leads to `to`. */
function modulesLeadingTo(edgesFrom: EdgesFrom, from: string, to: string): Set<string> {
  const users = new Map<string, string[]>()
  const below = new Set([from])
  for (const modname of below)
    for (const edge of edgesFrom(modname)) {
      below.add(edge.to)
      users.set(edge.to, [...(users.get(edge.to) ?? []), modname])
    }
  const leading = new Set(below.has(to) ? [to] : [])
  for (const modname of leading) for (const user of users.get(modname) ?? []) leading.add(user)
  return leading
}

export interface TreeNode {
  readonly modname: string
  readonly edge: WhyEdge | undefined
  readonly below: readonly TreeNode[]
  /** It comes earlier in the tree, with what is below it. */
  readonly isRepeated: boolean
}

/** Everything below a module, each module with its own neighbours once. */
export function treeBelow(edgesFrom: EdgesFrom, from: string): TreeNode {
  const met = new Set<string>()
  const nodeOf = (modname: string, edge: WhyEdge | undefined): TreeNode => {
    const edges = sortedEdges(edgesFrom(modname))
    if (met.has(modname)) return { modname, edge, below: [], isRepeated: edges.length > 0 }
    met.add(modname)
    return { modname, edge, below: edges.map((next) => nodeOf(next.to, next)), isRepeated: false }
  }
  return nodeOf(from, undefined)
}
