/** What a module needs, and who needs it. */
import { compareBytes } from '../../base/names.ts'
import type { KernelNames } from '../../kernel/kernel-names.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import { type EdgeKind, softAndWeakEdges, symbolEdges, type WhyEdge } from './why-edges.ts'
import { type TreeNode, treeBelow } from './why-paths.ts'

export interface WhyUser {
  readonly modname: string
  readonly kind: EdgeKind
  /** For `symbols` those that it needs; for the others the words that name the module. */
  readonly symbols: readonly string[]
}

export interface Neighbours {
  /** What the module itself needs, by kind and name. */
  readonly providers: readonly WhyEdge[]
  /** Who needs it itself, by kind and name. */
  readonly users: readonly WhyUser[]
  /** Modnames of all that need it for its symbols, be it through others. */
  readonly allUsers: readonly string[]
  /** Modnames of modules that cannot be read: they may need it, too. */
  readonly unreadable: readonly string[]
  /** Everything below it, when that was asked for. */
  readonly tree: TreeNode | undefined
}

/** Every module may be a user, so all of them are read. */
export async function neighbours(
  kernel: Kernel,
  names: KernelNames,
  modname: string,
  wantsTree: boolean,
): Promise<Neighbours> {
  const facts = await kernel.facts()
  const users: WhyUser[] = []
  const position = facts.find(modname)
  const usersOf = facts.users()
  for (const user of position === undefined ? [] : usersOf.of(position)) {
    const edge = facts.edges(user).find(({ provider }) => provider === position)
    const name = facts.modules[user]?.modname
    if (edge && name !== undefined && name !== modname)
      users.push({ modname: name, kind: 'symbols', symbols: edge.symbols })
  }
  for (const { modname: other } of facts.modules)
    for (const { to, kind, symbols } of softAndWeakEdges(names, other))
      if (to === modname) users.push({ modname: other, kind, symbols })
  const all = position === undefined ? [] : everyUser(position, (module) => usersOf.of(module))
  const edgesFrom = (from: string): WhyEdge[] => [
    ...symbolEdges(facts, from),
    ...softAndWeakEdges(names, from),
  ]
  return {
    providers: edgesFrom(modname).sort((a, b) => byKind(a, b) || compareBytes(a.to, b.to)),
    users: users.sort((a, b) => byKind(a, b) || compareBytes(a.modname, b.modname)),
    allUsers: all.map((user) => facts.modules[user]?.modname ?? '').sort(compareBytes),
    unreadable: [...facts.failures.keys()].map((failed) => facts.modules[failed]?.modname ?? ''),
    tree: wantsTree ? treeBelow(edgesFrom, modname) : undefined,
  }
}

const KIND_ORDER: readonly EdgeKind[] = ['symbols', 'softdep-pre', 'softdep-post', 'weakdep']

const byKind = (a: { readonly kind: EdgeKind }, b: { readonly kind: EdgeKind }): number =>
  KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind)

function everyUser(position: number, usersOf: (module: number) => readonly number[]): number[] {
  const all = new Set<number>()
  const todo = [position]
  for (let module = todo.pop(); module !== undefined; module = todo.pop())
    for (const user of usersOf(module))
      if (!all.has(user)) {
        all.add(user)
        todo.push(user)
      }
  all.delete(position)
  return [...all]
}
