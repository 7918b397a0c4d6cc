/**
 * What becomes of a module that modprobe is asked for: its plan (plan/insert-plan.ts) is gone through as the kernel
 * would. A module goes in when all that it needs is in; an install command that refuses (install-command.ts) leaves its
 * module out.
 *
 * Each attempt starts with an empty kernel: a module that is in it already, needs no modprobe.
 */
import type { KernelNames } from '../kernel/kernel-names.ts'
import { type Action, type Outcome, planOf } from '../plan/action.ts'
import { insertModule } from '../plan/insert-plan.ts'
import type { ModulePool } from '../plan/module-pool.ts'
import type { Module } from '../plan/module-view.ts'
import { installEffect } from './install-command.ts'

/** Why a module does not go in. */
export type LoadStop =
  /** The blacklist, which stops what was found by an alias. */
  | { readonly by: 'blacklist' }
  /** The install command of the module itself. */
  | { readonly by: 'install'; readonly command: string }
  /** A module that it needs does not go in. */
  | { readonly by: 'dependency'; readonly modname: string; readonly command?: string }
  /** Its file, or that of a module that it needs, is not there; `path` as modules.dep has it. */
  | { readonly by: 'file'; readonly path: string }
  /** An alias of modprobe.d leads to `target`, which is no module: `alias x off`. */
  | { readonly by: 'alias'; readonly target: string }
  /** It is in a dependency cycle, or needs a module that is: `cycle` ends with the modname that it starts with. */
  | { readonly by: 'cycle'; readonly cycle: readonly string[] }
  /** No index knows a module of this name. */
  | { readonly by: 'unknown' }

export interface LoadAttempt {
  readonly modname: string
  /** What led to it when that was no module name. */
  readonly alias?: string
  /** What `modprobe -n -v` announces, as if all of it succeeded. */
  readonly actions: readonly Action[]
  /** Modnames that go in, in this order. */
  readonly inserted: readonly string[]
  /** The module is part of the kernel. */
  readonly isBuiltin: boolean
  /** Why the module itself does not go in; none when it does. */
  readonly stop?: LoadStop
  /** A command that is not known to load or to refuse had its turn: `inserted` is what it may come to. */
  readonly isUncertain: boolean
}

export interface LoadAttempts {
  /** For each module that a name, an alias or a modalias resolves to, in order; empty if nothing has that name. */
  attempts(name: string): readonly LoadAttempt[]
  /** One module, by its name or as the view found it by an alias. */
  attempt(module: Module | string): LoadAttempt
  /** The install line of a module, and whether modprobe passes over it because of a softdep. */
  installLine(modname: string): InstallLine | undefined
}

export interface InstallLine {
  readonly command: string
  readonly isVoid: boolean
  /** The words of the softdep line that make it void. */
  readonly softdeps: readonly string[]
}

export function loadAttempts(names: KernelNames, view: ModulePool = names.modprobeView()): LoadAttempts {
  const known = new Map<Module, LoadAttempt>()
  const attempt = (which: Module | string): LoadAttempt => {
    const module = typeof which === 'string' ? view.module(which) : which
    let made = known.get(module)
    if (made === undefined) {
      made = attemptOf(names, view, module)
      known.set(module, made)
    }
    return made
  }
  return {
    attempt,
    attempts: (name) => (view.lookup(name) ?? []).map(attempt),
    installLine: (modname) => installLineOf(view, modname),
  }
}

/**
 * Why a module that a word was found to stand for does not go in; none when it does.
 *
 * @internal
 */
export function stopOf(
  { config, isInCycle }: KernelNames,
  attempts: LoadAttempts,
  { modname, alias }: Module,
): LoadStop | undefined {
  // The cycle is the reason, and is named as such.
  if (isInCycle(modname)) return undefined
  if (alias !== undefined && config.blacklist.includes(modname)) return { by: 'blacklist' }
  const { stop } = attempts.attempt(modname)
  const isOff = alias !== undefined && config.aliases.some((entry) => entry.modname === modname)
  return stop?.by === 'unknown' && isOff ? { by: 'alias', target: modname } : stop
}

function installLineOf(view: ModulePool, modname: string): InstallLine | undefined {
  const module = { modname }
  const command = view.installCommand(module)
  if (command === undefined) return undefined
  const { pre, post } = view.softdeps(module)
  const softdeps = [...pre, ...post].map((softdep) => softdep.modname)
  return { command, isVoid: softdeps.length > 0, softdeps }
}

function attemptOf(names: KernelNames, view: ModulePool, module: Module): LoadAttempt {
  const { modname, alias } = module
  const kernel = new PretendedKernel(names)
  const actions: Action[] = []
  insertModule(view, module, {}, (action) => {
    actions.push(action)
    return kernel.carryOut(action)
  })
  const isBuiltin = view.isBuiltin(module)
  const stop =
    isBuiltin || kernel.has(modname)
      ? undefined
      : kernel.stopOf(modname, alias !== undefined && view.isBlacklisted(module))
  return {
    modname,
    ...(alias !== undefined && { alias }),
    actions: kernel.hasFailed
      ? planOf((perform) => insertModule(view, module, {}, perform)).actions
      : actions,
    inserted: kernel.inserted,
    isBuiltin,
    ...(stop && { stop }),
    isUncertain: kernel.isUncertain,
  }
}

class PretendedKernel {
  readonly inserted: string[] = []
  isUncertain = false
  hasFailed = false
  readonly #names: KernelNames
  readonly #has = new Set<string>()
  readonly #refused = new Map<string, string>()

  constructor(names: KernelNames) {
    this.#names = names
  }

  has(modname: string): boolean {
    return this.#has.has(modname)
  }

  carryOut(action: Action): Outcome {
    const outcome = this.#outcomeOf(action)
    if (outcome !== undefined) this.hasFailed = true
    return outcome
  }

  #outcomeOf(action: Action): Outcome {
    if (action.kind === 'insmod') return this.#insert(action.modname)
    if (action.kind !== 'install') return action.kind === 'unknown' ? 'ENOENT' : undefined
    const { effect, succeeds } = installEffect(action.command)
    if (effect !== 'refuses') {
      if (effect === 'unknown') this.isUncertain = true
      return this.#insertWithNeeds(action.modname)
    }
    this.#refused.set(action.modname, action.command)
    return succeeds ? undefined : 'EINVAL'
  }

  #insert(modname: string): Outcome {
    if (this.#has.has(modname)) return 'EEXIST'
    const line = this.#names.dependencies(modname)
    if (line?.copy.size === undefined) return 'ENOENT'
    if (!line.needs.every((needed) => this.#isThere(needed.modname))) return 'ENOENT'
    this.#has.add(modname)
    this.inserted.push(modname)
    return undefined
  }

  /** What the command's own modprobe does for the module it was configured for. */
  #insertWithNeeds(modname: string): Outcome {
    for (const needed of this.#names.dependencies(modname)?.needs ?? []) this.#insert(needed.modname)
    return this.#insert(modname)
  }

  #isThere(modname: string): boolean {
    return this.#has.has(modname) || this.#names.isBuiltin(modname)
  }

  stopOf(modname: string, isBlacklisted: boolean): LoadStop {
    if (isBlacklisted) return { by: 'blacklist' }
    const command = this.#refused.get(modname)
    if (command !== undefined) return { by: 'install', command }
    const line = this.#names.dependencies(modname)
    if (line === undefined) return { by: 'unknown' }
    if (this.#names.isInCycle(modname)) return { by: 'cycle', cycle: cycleOf(this.#names, modname) }
    const copies = [...line.needs, line.copy]
    const gone = copies.find(({ size }) => size === undefined)
    if (gone !== undefined) return { by: 'file', path: gone.relpath }
    const refused = line.needs.find((needed) => this.#refused.has(needed.modname))
    if (refused !== undefined)
      return {
        by: 'dependency',
        modname: refused.modname,
        command: this.#refused.get(refused.modname) ?? '',
      }
    const lacking = line.needs.find((needed) => !this.#isThere(needed.modname))
    return lacking === undefined ? { by: 'unknown' } : { by: 'dependency', modname: lacking.modname }
  }
}

/** The cycle that keeps a module out: the one that it is in, else the first among the modules that it needs. */
export function cycleOf(
  { cycles, dependencies }: Pick<KernelNames, 'cycles' | 'dependencies'>,
  modname: string,
): readonly string[] {
  const below = [modname, ...(dependencies(modname)?.needs ?? []).map((needed) => needed.modname)]
  return (
    cycles.find((names) => names.includes(modname)) ??
    cycles.find((names) => names.some((name) => below.includes(name))) ??
    []
  )
}
