/** Why a module depends on another one: the edges of a graph of modules, and the shortest chain through them. */
import type { KernelFacts } from '../../kernel/kernel-facts.ts'
import type { KernelNames } from '../../kernel/kernel-names.ts'
import type { ModuleCopy } from '../../kernel/module-copies.ts'

/** What makes a module depend on another one: symbols, or what it says of itself. */
export type EdgeKind = 'symbols' | 'softdep-pre' | 'softdep-post' | 'weakdep'

export interface WhyEdge {
  /** Modnames. */
  readonly from: string
  readonly to: string
  readonly kind: EdgeKind
  /** For `symbols`: all of them, in the order of the symbol table. For the others: the words that name the module. */
  readonly symbols: readonly string[]
}

/** The edges that start at a module. */
export type EdgesFrom = (modname: string) => readonly WhyEdge[]

export function symbolEdges(facts: KernelFacts<ModuleCopy>, modname: string): WhyEdge[] {
  const position = facts.find(modname)
  if (position === undefined) return []
  return facts.edges(position).flatMap(({ provider, symbols }) => {
    const to = facts.modules[provider]?.modname
    return to === undefined || to === modname
      ? []
      : [{ from: modname, to, kind: 'symbols' as const, symbols }]
  })
}

/** Edges by softdeps and weakdeps; builtin modules are in them, too. */
export function softAndWeakEdges(names: KernelNames, modname: string): WhyEdge[] {
  const { pre, post } = names.softdeps(modname)
  const edges = (kind: EdgeKind, words: readonly string[]): WhyEdge[] =>
    words.flatMap((word) =>
      names.lookup(word).map((found) => ({ from: modname, to: found.modname, kind, symbols: [word] })),
    )
  return [
    ...edges('softdep-pre', pre),
    ...edges('softdep-post', post),
    ...edges('weakdep', names.weakdeps(modname)),
  ]
}

/** What modules need, and what they name in softdeps and weakdeps, and so on. */
export function everyCopyBelow(names: KernelNames, modnames: readonly string[]): Map<string, ModuleCopy> {
  const copies = new Map<string, ModuleCopy>()
  const todo = [...modnames]
  for (let modname = todo.pop(); modname !== undefined; modname = todo.pop()) {
    const line = names.dependencies(modname)
    if (line === undefined || copies.has(modname)) continue
    copies.set(modname, line.copy)
    for (const needed of line.needs) todo.push(needed.modname)
    for (const { to } of softAndWeakEdges(names, modname)) todo.push(to)
  }
  return copies
}

/** The shortest chain from one module to another; none when there is none. */
export function shortestChain(edgesFrom: EdgesFrom, from: string, to: string): WhyEdge[] | undefined {
  const reachedBy = new Map<string, WhyEdge | undefined>([[from, undefined]])
  const queue = [from]
  for (let modname = queue.shift(); modname !== undefined; modname = queue.shift()) {
    if (modname === to) return chainTo(reachedBy, to)
    for (const edge of edgesFrom(modname)) {
      if (reachedBy.has(edge.to)) continue
      reachedBy.set(edge.to, edge)
      queue.push(edge.to)
    }
  }
  return undefined
}

function chainTo(reachedBy: ReadonlyMap<string, WhyEdge | undefined>, to: string): WhyEdge[] {
  const chain: WhyEdge[] = []
  for (let edge = reachedBy.get(to); edge !== undefined; edge = reachedBy.get(edge.from)) chain.unshift(edge)
  return chain
}
