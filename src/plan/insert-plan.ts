/**
 * Plans the loading of a module.
 *
 * The list of modules to load (kmod: __kmod_module_get_probe_list(), __kmod_module_fill_softdep()):
 *
 *   probe(m)   once for each m: add() each dependency, the most basic first, then m itself
 *   add(m)     probe() what its softdep has as pre, append m, probe() what it has as post
 *
 * kmod: add() does not check whether a dependency is in the list already, so a module can occur twice. An install
 * command is used only for a module without softdeps.
 * kmod: the blacklist applies only to the requested module, not to its dependencies.
 */
import type { Action, Outcome, Perform } from './action.ts'
import { joinOptions } from './module-options.ts'
import type { Module, ModuleView } from './module-view.ts'

export interface InsertOptions {
  /** For the module itself, after the configured options. */
  readonly parameters?: string | undefined
  /** Ignores install commands and softdeps, for the module itself. */
  readonly ignoreCommands?: boolean
  /** Acts as if no module were loaded. */
  readonly ignoreLoaded?: boolean
  /** Makes a module that is already in the kernel an error. */
  readonly firstTime?: boolean
  /** Applies the blacklist to modules that were named directly, too. */
  readonly useBlacklist?: boolean
}

/** Loads `top`. Checks whether a module is loaded only when it is due: an earlier action can have loaded it. */
export function insertModule(
  view: ModuleView,
  top: Module,
  options: InsertOptions,
  perform: Perform,
): Outcome {
  const checksLoaded = !options.ignoreLoaded
  if (checksLoaded && isInKernel(view, top)) return options.firstTime ? 'EEXIST' : undefined
  if ((options.useBlacklist || top.alias !== undefined) && view.isBlacklisted(top)) return undefined
  const list = probeList(view, top, options.ignoreCommands ?? false)
  for (let i = 0; i < list.modules.length; i++) {
    const module = list.modules[i] as Module
    const parameters = module === top ? options.parameters : undefined
    const outcome =
      checksLoaded && isInKernel(view, module)
        ? 'EEXIST'
        : perform(actionFor(view, module, list.withoutCommand.has(module), parameters))
    if (outcome === 'EEXIST' && module === top && options.firstTime) return outcome
    // Softdeps may fail, and another process may have loaded the module meanwhile.
    if (outcome === undefined || outcome === 'EEXIST') continue
    if (module === top || list.dependencies.includes(module)) return outcome
  }
  return undefined
}

function isInKernel(view: ModuleView, module: Module): boolean {
  const state = view.state(module)
  return state === 'live' || state === 'builtin'
}

function actionFor(
  view: ModuleView,
  module: Module,
  withoutCommand: boolean,
  parameters: string | undefined,
): Action {
  const { modname } = module
  const options = joinOptions(view.options(module), parameters)
  const command = withoutCommand ? undefined : view.installCommand(module)
  if (command !== undefined) return { kind: 'install', modname, command, options }
  const path = view.path(module)
  if (path !== undefined) return { kind: 'insmod', modname, path, options }
  return { kind: view.isBuiltin(module) ? 'builtin' : 'unknown', modname }
}

export interface ProbeList {
  /** In load order. */
  readonly modules: readonly Module[]
  /** The required modules: when one of these or the module itself fails, all fails. */
  readonly dependencies: readonly Module[]
  /** Modules whose install command is ignored. */
  readonly withoutCommand: ReadonlySet<Module>
}

export function probeList(view: ModuleView, top: Module, ignoreCommands: boolean): ProbeList {
  // Queried once: each query reports a missing file.
  const dependencies = view.dependencies(top)
  if (!ignoreCommands && !view.hasSoftdeps(top) && !dependencies.some((module) => view.hasSoftdeps(module)))
    return { modules: dependencies.concat(top), dependencies, withoutCommand: NO_MODULES }
  const walk = new ProbeWalk(view, top)
  walk.probe(top, dependencies, ignoreCommands)
  return { modules: walk.modules, dependencies, withoutCommand: walk.withoutCommand ?? NO_MODULES }
}

const NO_MODULES: ReadonlySet<Module> = new Set()

class ProbeWalk {
  readonly modules: Module[] = []
  withoutCommand: Set<Module> | undefined
  #visited: Set<Module> | undefined
  readonly #view: ModuleView
  readonly #top: Module

  constructor(view: ModuleView, top: Module) {
    this.#view = view
    this.#top = top
  }

  probe(module: Module, dependencies: readonly Module[], asIs: boolean): void {
    for (let i = 0; i < dependencies.length; i++) this.#add(dependencies[i] as Module)
    if (!asIs) this.#add(module)
    else {
      this.modules.push(module)
      this.#leaveOutCommand(module)
    }
  }

  #add(module: Module): void {
    const { pre, post } = this.#view.softdeps(module)
    if (pre.length + post.length === 0) {
      this.modules.push(module)
      this.withoutCommand?.delete(module)
      return
    }
    for (const softdep of pre) this.#probeOnce(softdep)
    this.modules.push(module)
    this.#leaveOutCommand(module)
    for (const softdep of post) this.#probeOnce(softdep)
  }

  #probeOnce(module: Module): void {
    this.#visited ??= new Set([this.#top])
    if (this.#visited.has(module)) return
    this.#visited.add(module)
    this.probe(module, this.#view.dependencies(module), false)
  }

  #leaveOutCommand(module: Module): void {
    this.withoutCommand ??= new Set()
    this.withoutCommand.add(module)
  }
}
