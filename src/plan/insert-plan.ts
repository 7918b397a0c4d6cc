/**
 * What is to be done to load a module.
 *
 * The list of modules to load (kmod: __kmod_module_get_probe_list(), __kmod_module_fill_softdep()):
 *
 *   probe(m)   once for each m: add() each dependency, the most basic first, then m itself
 *   add(m)     probe() what its softdep has as pre, append m, probe() what it has as post
 *
 * kmod: add() does not ask whether a dependency is in the list already, so a module can stand in it twice. An install
 * command counts only for a module without softdeps.
 * kmod: the blacklist has a say on the module that was asked for only, not on what it needs.
 */
import type { Action, Steps } from './action.ts'
import { joinOptions } from './module-options.ts'
import type { Module, ModuleView } from './module-view.ts'

export interface InsertOptions {
  /** For the module itself, behind what is configured. */
  readonly parameters?: string | undefined
  /** No install command and no softdeps, for the module itself. */
  readonly ignoreCommands?: boolean
  /** As if no module were loaded. */
  readonly ignoreLoaded?: boolean
  /** A module that is in the kernel already is an error. */
  readonly firstTime?: boolean
  /** The blacklist counts for modules that were named directly, too. */
  readonly useBlacklist?: boolean
}

/** Loads `top`. Whether a module is loaded is asked when its turn has come: what went before can have loaded it. */
export function* insertSteps(view: ModuleView, top: Module, options: InsertOptions): Steps {
  const isLoaded = (module: Module): boolean => !options.ignoreLoaded && isInKernel(view, module)
  if (isLoaded(top)) return options.firstTime ? 'EEXIST' : undefined
  if ((options.useBlacklist || top.alias !== undefined) && view.isBlacklisted(top)) return undefined
  const list = probeList(view, top, options.ignoreCommands ?? false)
  for (const module of list.modules) {
    const parameters = module === top ? options.parameters : undefined
    const outcome = isLoaded(module)
      ? 'EEXIST'
      : yield actionFor(view, module, list.withoutCommand.has(module), parameters)
    if (outcome === 'EEXIST' && module === top && options.firstTime) return outcome
    // Softdeps may fail, and somebody else may have been faster.
    if (outcome !== undefined && outcome !== 'EEXIST' && list.required.has(module)) return outcome
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
  /** In the order of loading. */
  readonly modules: readonly Module[]
  /** The module and its dependencies: when one of them fails, all fails. */
  readonly required: ReadonlySet<Module>
  /** Those whose install command does not count. */
  readonly withoutCommand: ReadonlySet<Module>
}

export function probeList(view: ModuleView, top: Module, ignoreCommands: boolean): ProbeList {
  const modules: Module[] = []
  const withoutCommand = new Set<Module>()
  const visited = new Set<Module>()
  const probe = (module: Module, dependencies: readonly Module[], asIs: boolean): void => {
    visited.add(module)
    for (const dependency of dependencies) add(dependency)
    if (asIs) {
      modules.push(module)
      withoutCommand.add(module)
    } else add(module)
  }
  const probeOnce = (module: Module): void => {
    if (!visited.has(module)) probe(module, view.dependencies(module), false)
  }
  const add = (module: Module): void => {
    const { pre, post } = view.softdeps(module)
    for (const softdep of pre) probeOnce(softdep)
    modules.push(module)
    if (pre.length + post.length > 0) withoutCommand.add(module)
    else withoutCommand.delete(module)
    for (const softdep of post) probeOnce(softdep)
  }
  // Asked for once: each time tells of a file that is missing.
  const dependencies = view.dependencies(top)
  probe(top, dependencies, ignoreCommands)
  return { modules, required: new Set([...dependencies, top]), withoutCommand }
}
