/**
 * Plans the removal of a module (kmod: tools/modprobe.c rmmod_do_module()):
 *
 *   1. the modules that its softdep has as post, in reverse
 *   2. the modules that hold it, in reverse, if requested, without theirs
 *   3. the module itself, or its remove command
 *   4. its dependencies that nobody uses any more; not after a remove command
 *   5. the modules that its softdep has as pre, in reverse
 *
 * differs from kmod: a module that is being removed is skipped where it comes up again; kmod does not detect that softdeps
 * form a cycle.
 *
 * Failures of 1, 4 and 5 end nothing. A remove command replaces both the removal and the check whether the module is
 * loaded or in use. In 4 modules are removed without their commands, softdeps and dependencies.
 */
import type { Outcome, Perform } from './action.ts'
import { substituteOptions } from './module-options.ts'
import type { ReportProblem } from './module-pool.ts'
import type { Module, ModuleView } from './module-view.ts'

export interface RemoveOptions {
  readonly ignoreCommands?: boolean
  /** Acts as if the module were loaded, and not in use. */
  readonly ignoreLoaded?: boolean
  /** Makes a module that is not in the kernel an error. */
  readonly firstTime?: boolean
  readonly removeHolders?: boolean
  /** The caller waits until the module is no longer in use, so this is not checked here. */
  readonly waits?: boolean
}

interface Context {
  readonly view: ModuleView
  readonly options: RemoveOptions
  readonly report: ReportProblem
  readonly perform: Perform
  /** The modules whose removal has begun and not ended. */
  readonly underway: Set<Module>
}

/** The settings that differ between the named module and those that are removed with it. */
interface Role {
  readonly passesOverBuiltin?: true
  readonly removesHolders?: boolean
}

export const removeModule = (
  view: ModuleView,
  module: Module,
  options: RemoveOptions,
  { report, perform }: Pick<Context, 'report' | 'perform'>,
): Outcome =>
  removeOnce({ view, options, report, perform, underway: new Set() }, module, {
    removesHolders: options.removeHolders ?? false,
  })

function removeOnce(context: Context, module: Module, role: Role): Outcome {
  context.underway.add(module)
  const outcome = removeInOrder(context, module, role)
  context.underway.delete(module)
  return outcome
}

function removeInOrder(context: Context, module: Module, role: Role): Outcome {
  const { view, options } = context
  const { pre, post } = options.ignoreCommands ? { pre: [], post: [] } : view.softdeps(module)
  const command = options.ignoreCommands ? undefined : view.removeCommand(module)
  const isChecked = command === undefined && !options.ignoreLoaded
  if (isChecked) {
    const state = view.state(module)
    if (state === undefined)
      return options.firstTime ? refuse(context, module, 'module-not-loaded') : undefined
    if (state === 'builtin')
      return role.passesOverBuiltin ? undefined : refuse(context, module, 'module-builtin')
  }
  removeAll(context, post)
  if (role.removesHolders) {
    const outcome = removeAll(context, view.holders(module), { untilFailure: true })
    if (outcome !== undefined) return outcome
  }
  if (isChecked && !options.waits && (view.useCount(module.modname) ?? 0) > 0)
    return refuse(context, module, 'module-in-use')
  const outcome = removeItself(context, module, command)
  if (outcome !== undefined) return outcome
  if (command === undefined) removeUnused(context, view.dependencies(module))
  removeAll(context, pre)
  return undefined
}

const REFUSALS = {
  'module-not-loaded': 'ENOENT',
  'module-builtin': 'ENOENT',
  'module-in-use': 'EBUSY',
} as const

function refuse({ report }: Context, { modname }: Module, code: keyof typeof REFUSALS): string {
  report({ code, modname })
  return REFUSALS[code]
}

function removeAll(
  context: Context,
  modules: readonly Module[],
  { untilFailure = false }: { readonly untilFailure?: boolean } = {},
): Outcome {
  for (const module of modules.toReversed()) {
    if (context.underway.has(module)) continue
    const outcome = removeOnce(context, module, { passesOverBuiltin: true })
    if (untilFailure && outcome !== undefined) return outcome
  }
  return undefined
}

function removeItself({ perform }: Context, { modname }: Module, command: string | undefined): Outcome {
  if (command === undefined) return perform({ kind: 'rmmod', modname })
  return perform({ kind: 'remove', modname, command: substituteOptions(command, '') })
}

function removeUnused({ view, perform }: Context, modules: readonly Module[]): void {
  for (const { modname } of modules) if (view.useCount(modname) === 0) perform({ kind: 'rmmod', modname })
}
