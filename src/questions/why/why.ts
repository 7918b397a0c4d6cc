/** Why a module is there: what it needs another one for, who pulls it in, and why this copy of it counts. */
import { type OptionNames, refuseUnknownOptions } from '../../base/known-options.ts'
import { compareBytes, toByteString } from '../../base/names.ts'
import type { KernelNames } from '../../kernel/kernel-names.ts'
import type { ModuleCopy } from '../../kernel/module-copies.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import { type ClosureNote, closureNotes } from '../closure/closure-notes.ts'
import { missingProviders } from '../closure/missing-providers.ts'
import { inKernelOrder } from '../kernel-order.ts'
import { type LoadStop, loadAttempts, stopOf } from '../load-attempt.ts'
import { meantBy } from '../names/meant-names.ts'
import { namesOfExports } from '../names/real-exports.ts'
import { contextOf, findWanted } from '../names/wanted-modules.ts'
import { type LostToCopy, lostCopies } from './copy-reasons.ts'
import { everyCopyBelow, shortestChain, softAndWeakEdges, symbolEdges, type WhyEdge } from './why-edges.ts'
import { neighbours, type WhyUser } from './why-neighbours.ts'
import { type AllPaths, allPaths, type TreeNode } from './why-paths.ts'

export type { WhyUser } from './why-neighbours.ts'

export interface WhyOptions {
  /** A module's name, an alias or a path. */
  readonly module: string
  /** Also: then the answer has the chain from `module` to it. */
  readonly needs?: string
  /** With `needs`: all chains from the subject to the target, not only a shortest one. */
  readonly allPaths?: boolean
  /** Without `needs`: everything below the first subject. */
  readonly tree?: boolean
}

/** A module that a word resolves to. */
export interface WhySubject {
  /** As a byte string. */
  readonly word: string
  readonly modname: string
  readonly isBuiltin: boolean
  /** The copy that counts; none for a builtin module. */
  readonly copy?: ModuleCopy
  readonly lost: readonly LostToCopy[]
  /** Where layers are on top of each other: those that have a file at the path of `copy`, the one that is seen first. */
  readonly layers: readonly string[]
  /** Why modprobe would not load it for this word. */
  readonly stop?: LoadStop
  /** Where modprobe.d matters for it, or does not do what it seems to. */
  readonly notes: readonly ClosureNote[]
}

export interface WhyResult {
  /** Best first; empty if the word resolves to nothing. */
  readonly subjects: readonly WhySubject[]
  /** What `needs` resolves to. */
  readonly targets: readonly WhySubject[]
  /** From a subject to a target: the first pair that has one, by symbols if possible. */
  readonly chain: readonly WhyEdge[] | undefined
  /** Modname of the subject that `chain` starts at; none without a chain. */
  readonly chainFrom: string | undefined
  /** With WhyOptions.allPaths. */
  readonly allPaths: AllPaths | undefined
  /** With WhyOptions.tree. */
  readonly tree: TreeNode | undefined
  /** Without `needs`, of the first subject: what it needs itself, and who needs it or names it; by kind, then name. */
  readonly providers: readonly WhyEdge[]
  readonly users: readonly WhyUser[]
  /** Modnames of all that bring the first subject along, directly or not, by symbols; sorted. */
  readonly allUsers: readonly string[]
  /** Modnames of modules that could not be read, so nothing is known of what they need. */
  readonly unreadable: readonly string[]
  /** For a word that resolves to nothing: similar names. */
  readonly suggestions: readonly string[]
  /** Modnames that need `needs`, which is no module of this tree. */
  readonly lackedBy: readonly string[]
  /** Modules that need each other, by modname; each cycle ends with the module that it starts with. */
  readonly cycles: readonly (readonly string[])[]
}

const WHY_OPTIONS: OptionNames<WhyOptions> = { module: true, needs: true, tree: true, allPaths: true }

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
  const words = [options.module, options.needs ?? ''].map(toByteString)
  const names = await namesOfExports(kernel, await kernel.names(), words)
  const subjects = await subjectsOf(kernel, names, options.module)
  const targets = options.needs === undefined ? [] : await subjectsOf(kernel, names, options.needs)
  const [first] = subjects
  const answer = { ...NOTHING, cycles: names.cycles, subjects, targets }
  if (first === undefined)
    return { ...answer, suggestions: await meantBy(kernel, names, toByteString(options.module)) }
  if (options.needs === undefined)
    return { ...answer, ...(await neighbours(kernel, names, first.modname, options.tree ?? false)) }
  if (targets.length === 0) return { ...answer, ...(await absent(kernel, names, subjects, options.needs)) }
  return { ...answer, ...(await connect(kernel, names, { subjects, targets, options })) }
}

const NOTHING = {
  chain: undefined,
  chainFrom: undefined,
  allPaths: undefined,
  tree: undefined,
  providers: [],
  users: [],
  allUsers: [],
  unreadable: [],
  suggestions: [],
  lackedBy: [],
}

async function subjectsOf(kernel: Kernel, names: KernelNames, text: string): Promise<WhySubject[]> {
  const { found } = findWanted(contextOf(kernel, names), [toByteString(text)])
  const copies = found.flatMap(({ modname }) => names.dependencies(modname)?.copy ?? [])
  const attempts = loadAttempts(names)
  const modinfo = names.config.options.length > 0 ? await kernel.modinfo(copies) : new Map()
  return found.map((module): WhySubject => {
    const { modname, isBuiltin, word, alias } = module
    const copy = names.dependencies(modname)?.copy
    const stop = stopOf(names, attempts, module)
    const noted = copy && { ...copy, ...(alias !== undefined && { alias }) }
    return {
      word,
      modname,
      isBuiltin,
      ...(copy && { copy }),
      ...(stop && { stop }),
      lost: copy ? lostCopies(kernel, copy) : [],
      layers: copy ? (kernel.place.host.layersOf?.(copy.path) ?? []) : [],
      notes: noted ? closureNotes({ kernel, names, attempts, modinfo }, [noted]) : [],
    }
  })
}

/** Who needs a module that is not there. */
async function absent(
  kernel: Kernel,
  names: KernelNames,
  subjects: readonly WhySubject[],
  needs: string,
): Promise<Pick<WhyResult, 'lackedBy' | 'suggestions'>> {
  const below = [...everyCopyBelow(names, modnamesOf(subjects)).values()]
  const facts = await kernel.factsOf(inKernelOrder(kernel, below))
  const modinfo = await kernel.modinfo(below)
  const word = toByteString(needs)
  const modname = word.replaceAll('-', '_')
  const lacked = below.filter((copy) =>
    missingProviders({ kernel, names, facts, modinfo, isExcluded: () => false }, [copy]).missing.some(
      ({ name }) => name === modname,
    ),
  )
  return {
    lackedBy: modnamesOf(lacked).sort(compareBytes),
    suggestions: lacked.length > 0 ? [] : await meantBy(kernel, names, word),
  }
}

const modnamesOf = (modules: readonly { readonly modname: string }[]): string[] =>
  modules.map(({ modname }) => modname)

interface Pair {
  readonly subjects: readonly WhySubject[]
  readonly targets: readonly WhySubject[]
  readonly options: WhyOptions
}

/** Reads only the modules that the subjects load. */
async function connect(
  kernel: Kernel,
  names: KernelNames,
  { subjects, targets, options }: Pair,
): Promise<Pick<WhyResult, 'chain' | 'chainFrom' | 'allPaths' | 'unreadable'>> {
  const copies = inKernelOrder(kernel, everyCopyBelow(names, modnamesOf(subjects)).values())
  const facts = await kernel.factsOf(copies)
  const unreadable = [...facts.failures.keys()].map((position) => copies[position]?.modname ?? '')
  const bySymbols = (modname: string): WhyEdge[] => symbolEdges(facts, modname)
  const byAll = (modname: string): WhyEdge[] => [...bySymbols(modname), ...softAndWeakEdges(names, modname)]
  for (const edgesFrom of [bySymbols, byAll])
    for (const subject of subjects)
      for (const target of targets) {
        const chain = shortestChain(edgesFrom, subject.modname, target.modname)
        if (chain === undefined) continue
        const all = options.allPaths ? allPaths(byAll, subject.modname, target.modname) : undefined
        return { chain, chainFrom: subject.modname, allPaths: all, unreadable }
      }
  return { chain: undefined, chainFrom: undefined, allPaths: undefined, unreadable }
}
