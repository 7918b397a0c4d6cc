/** Why a module is there: what it needs another one for, who pulls it in, and why this copy of it counts. */
import { type OptionNames, refuseUnknownOptions } from '../base/known-options.ts'
import { toByteString } from '../base/names.ts'
import type { KernelNames } from '../kernel/kernel-names.ts'
import type { ModuleCopy } from '../kernel/module-copies.ts'
import type { Kernel } from '../kernel/open-kernel.ts'
import { type CopyVerdict, copyVerdict } from './copy-verdict.ts'
import { findWanted } from './wanted-modules.ts'
import { type EdgeKind, shortestChain, softAndWeakEdges, symbolEdges, type WhyEdge } from './why-edges.ts'

export interface WhyOptions {
  /** A module's name, an alias or a path. */
  readonly module: string
  /** Also: then the answer has the chain from `module` to it. */
  readonly needs?: string
}

/** A module that a word stands for. */
export interface WhySubject {
  /** As a byte string. */
  readonly word: string
  readonly modname: string
  readonly isBuiltin: boolean
  /** The copy that counts; none for a builtin module. */
  readonly copy?: ModuleCopy
  readonly lost: readonly { readonly copy: ModuleCopy; readonly verdict: CopyVerdict }[]
}

export interface WhyUser {
  readonly modname: string
  readonly kind: EdgeKind
  /** For `symbols` those that it needs; for the others the words that name the module. */
  readonly symbols: readonly string[]
}

export interface WhyResult {
  /** Best first; none when the word stands for nothing. */
  readonly subjects: readonly WhySubject[]
  /** What `needs` stands for. */
  readonly targets: readonly WhySubject[]
  /** From a subject to a target: the first pair that has one, by symbols if possible. */
  readonly chain: readonly WhyEdge[] | undefined
  /** Without `needs`, of the first subject: what it needs itself, and who needs it or names it. */
  readonly providers: readonly WhyEdge[]
  readonly users: readonly WhyUser[]
  /** Modnames of all that bring the first subject along, directly or not, by symbols. */
  readonly allUsers: readonly string[]
  /** Modnames of modules that could not be read, so nothing is known of what they need. */
  readonly unreadable: readonly string[]
}

const WHY_OPTIONS: OptionNames<WhyOptions> = { module: true, needs: true }

/**
 * Finds why a module needs another: the shortest chain between them and the symbols of each step. Without `needs`: what
 * needs the module, and which of its copies wins.
 *
 * @example
 * const { chain } = await why(kernel, { module: 'ext4', needs: 'crc16' })
 * console.log(chain?.map(({ to, symbols }) => [to, symbols]))
 * @throws KmodError KMOD_CYCLE if there are no fresh indexes and none can be made
 */
export async function why(kernel: Kernel, options: WhyOptions): Promise<WhyResult> {
  refuseUnknownOptions<WhyOptions>('why()', options, WHY_OPTIONS)
  const names = await kernel.names()
  const subjects = subjectsOf(kernel, names, options.module)
  const targets = options.needs === undefined ? [] : subjectsOf(kernel, names, options.needs)
  const [first] = subjects
  if (first === undefined) return { ...NOTHING, subjects, targets }
  return options.needs === undefined
    ? { ...NOTHING, subjects, targets, ...(await neighbours(kernel, names, first)) }
    : { ...NOTHING, subjects, targets, ...(await connect(kernel, names, subjects, targets)) }
}

const NOTHING = { chain: undefined, providers: [], users: [], allUsers: [], unreadable: [] }

function subjectsOf(kernel: Kernel, names: KernelNames, text: string): WhySubject[] {
  const word = toByteString(text)
  const { release, moduleDir } = kernel.place
  const { config } = kernel.copies()
  const { found } = findWanted({ names, copies: kernel.copies, release, moduleDir }, [word])
  return found.map(({ modname, isBuiltin }) => {
    const copy = names.dependencies(modname)?.copy
    return {
      word,
      modname,
      isBuiltin,
      ...(copy && { copy }),
      lost: copy
        ? losersOf(kernel, copy).map((lost) => ({
            copy: lost,
            verdict: copyVerdict(copy, lost, moduleDir, config),
          }))
        : [],
    }
  })
}

/** All other copies, in the order of their paths. */
const losersOf = (kernel: Kernel, winner: ModuleCopy): ModuleCopy[] =>
  [...kernel.modules(), ...kernel.lost().map(({ copy }) => copy)]
    .filter(({ modname, relpath }) => modname === winner.modname && relpath !== winner.relpath)
    .sort((a, b) => (a.relpath < b.relpath ? -1 : 1))

/** Reads no more than the modules that the subjects bring along. */
async function connect(
  kernel: Kernel,
  names: KernelNames,
  subjects: readonly WhySubject[],
  targets: readonly WhySubject[],
): Promise<Pick<WhyResult, 'chain' | 'unreadable'>> {
  const copies = inKernelOrder(
    kernel,
    everyCopyBelow(
      names,
      subjects.map(({ modname }) => modname),
    ),
  )
  const facts = await kernel.factsOf(copies)
  const unreadable = [...facts.failures.keys()].map((position) => copies[position]?.modname ?? '')
  const bySymbols = (modname: string): WhyEdge[] => symbolEdges(facts, modname)
  const byAll = (modname: string): WhyEdge[] => [...bySymbols(modname), ...softAndWeakEdges(names, modname)]
  for (const edgesFrom of [bySymbols, byAll])
    for (const subject of subjects)
      for (const target of targets) {
        const chain = shortestChain(edgesFrom, subject.modname, target.modname)
        if (chain !== undefined) return { chain, unreadable }
      }
  return { chain: undefined, unreadable }
}

/** What modules need, and what they name in softdeps and weakdeps, and so on. */
function everyCopyBelow(names: KernelNames, modnames: readonly string[]): Map<string, ModuleCopy> {
  const copies = new Map<string, ModuleCopy>()
  const todo = [...modnames]
  for (let modname = todo.pop(); modname !== undefined; modname = todo.pop()) {
    const line = names.dependencies(modname)
    if (line === undefined || copies.has(modname)) continue
    copies.set(modname, line.copy)
    todo.push(
      ...line.needs.map((needed) => needed.modname),
      ...softAndWeakEdges(names, modname).map(({ to }) => to),
    )
  }
  return copies
}

/** Who owns a symbol depends on the order of the modules. */
function inKernelOrder(kernel: Kernel, copies: ReadonlyMap<string, ModuleCopy>): ModuleCopy[] {
  const positionOf = (copy: ModuleCopy): number =>
    kernel.module(copy.modname)?.position ?? Number.MAX_SAFE_INTEGER
  return [...copies.values()].sort((a, b) => positionOf(a) - positionOf(b))
}

/** Every module may be a user, so all of them are read. */
async function neighbours(
  kernel: Kernel,
  names: KernelNames,
  { modname }: WhySubject,
): Promise<Pick<WhyResult, 'providers' | 'users' | 'allUsers' | 'unreadable'>> {
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
  return {
    providers: [...symbolEdges(facts, modname), ...softAndWeakEdges(names, modname)],
    users,
    allUsers: all.map((user) => facts.modules[user]?.modname ?? ''),
    unreadable: [...facts.failures.keys()].map((failed) => facts.modules[failed]?.modname ?? ''),
  }
}

/** Ascending. */
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
  return [...all].sort((a, b) => a - b)
}
