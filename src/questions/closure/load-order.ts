/**
 * The modules that some modules bring along, in the order in which modprobe would load them: for each one what it
 * needs, its softdeps `pre`, itself, its softdeps `post`; what it needs and its softdeps the same way. Weakdeps come
 * last, as nobody loads them before they are asked for.
 *
 * Softdeps may be mutual, and a softdep may even need the module that names it: a module never comes before one that
 * it really needs.
 */
import type { KernelNames } from '../../kernel/kernel-names.ts'
import type { ModuleCopy } from '../../kernel/module-copies.ts'
import type { WantedModule } from '../names/wanted-modules.ts'

/** Why a module is in a closure. */
export type ClosureReason = 'requested' | 'dependency' | 'softdep-pre' | 'softdep-post' | 'weakdep'

export interface LoadedModule {
  readonly copy: ModuleCopy
  readonly reason: ClosureReason
  /** The word that asked for it, or the modname of the first module that brought it along. */
  readonly for: string
}

export interface BuiltinUse {
  readonly modname: string
  readonly reason: ClosureReason
  readonly for: string
}

export interface MissingPiece {
  /** `file`: modules.dep names it and it is not there. `cycle`: it needs itself, through others. */
  readonly kind: 'name' | 'file' | 'softdep' | 'weakdep' | 'cycle'
  /** A word, or for `file` a path as modules.dep has it. */
  readonly name: string
  /** Modname of the first module that wants it; none for a word of the question. */
  readonly for?: string
}

export interface LoadOrder {
  readonly modules: readonly LoadedModule[]
  readonly builtins: readonly BuiltinUse[]
  readonly missing: readonly MissingPiece[]
  /** Softdeps and weakdeps that do not go in, by LoadOrderOptions.isStopped. */
  readonly stopped: readonly BuiltinUse[]
}

export interface LoadOrderOptions {
  /** Modules that are left out, even when others need them. */
  readonly isExcluded?: (modname: string) => boolean
  /** Modules that modprobe does not get into the kernel: nothing needs them if they are softdeps or weakdeps. */
  readonly isStopped?: (modname: string) => boolean
}

export function loadOrder(
  names: KernelNames,
  wanted: readonly WantedModule[],
  options: LoadOrderOptions = {},
): LoadOrder {
  const walk = new Walk(names, wanted, options)
  for (const { modname, isBuiltin, word } of wanted) walk.visit({ modname, isBuiltin }, 'requested', word)
  walk.visitWeakdeps()
  return {
    modules: walk.modules,
    builtins: [...walk.builtins.values()],
    missing: [...walk.missing.values()],
    stopped: [...walk.stopped.values()],
  }
}

interface Target {
  readonly modname: string
  readonly isBuiltin: boolean
}

class Walk {
  readonly modules: LoadedModule[] = []
  readonly builtins = new Map<string, BuiltinUse>()
  readonly missing = new Map<string, MissingPiece>()
  readonly stopped = new Map<string, BuiltinUse>()
  readonly #names: KernelNames
  readonly #isExcluded: (modname: string) => boolean
  readonly #isStopped: (modname: string) => boolean
  /** By modname: the word of those that were asked for. */
  readonly #requested: ReadonlyMap<string, string>
  /** Modules that were met, loaded or about to be; and why. */
  readonly #met = new Map<string, Pick<LoadedModule, 'reason' | 'for'>>()
  readonly #placed = new Set<string>()
  /** Modules whose weakdeps are still to be visited. */
  readonly #weak: string[] = []

  constructor(names: KernelNames, wanted: readonly WantedModule[], options: LoadOrderOptions) {
    this.#names = names
    this.#isExcluded = options.isExcluded ?? (() => false)
    this.#isStopped = options.isStopped ?? (() => false)
    this.#requested = new Map(wanted.map(({ modname, word }) => [modname, word]))
  }

  visit({ modname, isBuiltin }: Target, reason: ClosureReason, by: string): void {
    if (this.#met.has(modname) || this.#isExcluded(modname)) return
    const word = this.#requested.get(modname)
    const why = word === undefined ? { reason, for: by } : { reason: 'requested' as const, for: word }
    if (why.reason !== 'requested' && why.reason !== 'dependency' && this.#isStopped(modname)) {
      this.stopped.set(modname, { modname, ...why })
      return
    }
    this.#met.set(modname, why)
    if (this.#names.isInCycle(modname)) {
      this.#miss('cycle', modname, why)
      return
    }
    const line = this.#names.dependencies(modname)
    if (line === undefined) {
      if (isBuiltin || this.#names.isBuiltin(modname)) this.builtins.set(modname, { modname, ...why })
      else this.#miss('name', why.reason === 'requested' ? why.for : modname, why)
      return
    }
    // The list is complete, but each of them may have softdeps.
    for (const needed of line.needs)
      this.visit({ modname: needed.modname, isBuiltin: false }, 'dependency', modname)
    const { pre, post } = this.#names.softdeps(modname)
    this.#visitWords(pre, 'softdep-pre', modname)
    this.#place(modname)
    this.#visitWords(post, 'softdep-post', modname)
    this.#weak.push(modname)
  }

  /** What weakdeps bring along may have weakdeps again. */
  visitWeakdeps(): void {
    for (let modname = this.#weak.shift(); modname !== undefined; modname = this.#weak.shift())
      this.#visitWords(this.#names.weakdeps(modname), 'weakdep', modname)
  }

  #visitWords(words: readonly string[], reason: ClosureReason, by: string): void {
    for (const word of words) {
      const found = this.#names.lookup(word)
      if (found.length === 0)
        this.#miss(reason === 'weakdep' ? 'weakdep' : 'softdep', word, { reason, for: by })
      for (const target of found) this.visit(target, reason, by)
    }
  }

  /** Behind all that it needs, whether these could be visited in full or not. */
  #place(modname: string): void {
    if (this.#placed.has(modname) || this.#isExcluded(modname)) return
    this.#placed.add(modname)
    const line = this.#names.dependencies(modname)
    if (line === undefined) return
    for (const needed of line.needs) this.#place(needed.modname)
    const why = this.#met.get(modname)
    if (why === undefined) return
    if (line.copy.size === undefined) this.#miss('file', line.copy.relpath, why)
    else this.modules.push({ copy: line.copy, ...why })
  }

  #miss(kind: MissingPiece['kind'], name: string, why: Pick<LoadedModule, 'reason' | 'for'>): void {
    const key = `${kind} ${name}`
    if (this.missing.has(key)) return
    this.missing.set(key, { kind, name, ...(why.reason !== 'requested' && { for: why.for }) })
  }
}
