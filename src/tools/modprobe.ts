/**
 * modprobe as a function: resolves names to modules, plans their loading or removal, and carries it out. It prints
 * nothing; the command is in cli/modprobe/modprobe-command.ts.
 *
 * By default nothing of the running machine is used: only the configuration of the module dir, no kernel command line;
 * no module is taken to be loaded, and nothing is carried out.
 */
import { appendAll } from '../base/append.ts'
import { refuseUnknownOptions } from '../base/known-options.ts'
import { absoluteFrom, toByteString } from '../base/names.ts'
import { formatModprobeConfig } from '../config/format-modprobe-config.ts'
import { loadModprobeConfig } from '../config/load-modprobe-config.ts'
import type { ModprobeConfig } from '../config/modprobe-config.ts'
import { fileErrorOf } from '../host/file-error.ts'
import type { Host } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'
import { type IndexSet, openIndexSet } from '../lookup/index-set.ts'
import { loadedModules, NO_LOADED_MODULES } from '../lookup/loaded-modules.ts'
import type { Action, Outcome, Perform } from '../plan/action.ts'
import { carryOut } from '../plan/carry-out.ts'
import { type InsertOptions, insertModule } from '../plan/insert-plan.ts'
import { isFatal, type ModprobeProblem } from '../plan/modprobe-problem.ts'
import { formatParameters } from '../plan/module-options.ts'
import { createModulePool, type ModulePool } from '../plan/module-pool.ts'
import type { Module } from '../plan/module-view.ts'
import { removeModule } from '../plan/remove-plan.ts'
import {
  MODPROBE_OPTIONS,
  type ModprobeOptions,
  type ModprobeResult,
  type ModprobeTree,
} from './modprobe-options.ts'

export { loadedModules } from '../lookup/loaded-modules.ts'
export type { Action, Outcome } from '../plan/action.ts'
export type { Invocation, ProgramEnd, RunProgram } from '../plan/carry-out.ts'
export { isFatal, type ModprobeProblem } from '../plan/modprobe-problem.ts'
export type { Module } from '../plan/module-view.ts'
export type { ModprobeOptions, ModprobeResult, ModprobeTree } from './modprobe-options.ts'

/** Thrown through a plan that cannot continue. */
class RunEnded extends Error {}

/**
 * Plans the loading or removal of modules, and carries the plan out if `run` is given. Without `run` nothing of the
 * running machine is looked at.
 *
 * @example
 * const { actions } = modprobe(['dm-crypt'], { root: '/tmp/image', release: '6.12.0' })
 * for (const action of actions) if (action.kind === 'insmod') console.log(action.path)
 * @param names module names, aliases, modaliases, or paths of module files that start with `/` or `./`.
 * @throws KmodError KMOD_INDEX_MALFORMED
 */
export function modprobe(names: readonly string[], options: ModprobeOptions): ModprobeResult {
  refuseUnknownOptions<ModprobeOptions>('modprobe()', options, MODPROBE_OPTIONS)
  const run = startRun(options)
  const handle = { insert: insertName, remove: removeName, resolve: resolveName }[options.mode ?? 'insert']
  let succeeded = true
  try {
    for (const name of names.map(toByteString))
      if (handle(isPath(name) ? { ...run, pool: run.createPool() } : run, name) !== undefined)
        succeeded = false
  } catch (error) {
    if (!(error instanceof RunEnded)) throw error
    succeeded = false
  } finally {
    run.indexes.close()
  }
  return { succeeded, modules: run.modules, actions: run.actions, problems: run.problems }
}

/** All configuration and all aliases, as `modprobe -c` prints them, in chunks. */
export function* showConfig(tree: ModprobeTree): Generator<string> {
  const { config, indexes } = openTree(tree, tree.onProblem ?? (() => {}))
  try {
    yield formatModprobeConfig(config)
    for (const name of ['alias', 'symbols'] as const)
      for (const { key, value } of indexes.entries(name)) yield `alias ${key} ${value}\n`
  } finally {
    indexes.close()
  }
}

interface ModprobeRun {
  readonly options: ModprobeOptions
  readonly insertOptions: InsertOptions
  readonly host: Host
  readonly moduleDir: string
  readonly indexes: IndexSet
  readonly pool: ModulePool
  /**
   * kmod forgets the modules of a name before it goes on to the next. That is visible when a module is known by one
   * path and occurs again under another, which only happens with names that are paths.
   */
  readonly createPool: () => ModulePool
  readonly modules: Module[]
  readonly actions: Action[]
  readonly problems: ModprobeProblem[]
  readonly report: (problem: ModprobeProblem) => void
  readonly perform: Perform
}

function startRun(options: ModprobeOptions): ModprobeRun {
  const problems: ModprobeProblem[] = []
  const deliver = options.onProblem ?? ((problem) => problems.push(problem))
  const report = (problem: ModprobeProblem): void => {
    deliver(problem)
    if (isFatal(problem) && !options.keepGoing) throw new RunEnded()
  }
  const tree = openTree(options, report)
  const loaded =
    options.loaded === 'host'
      ? loadedModules(tree.host, (kind, path, text) => report({ code: 'sysfs-unreadable', kind, path, text }))
      : (options.loaded ?? NO_LOADED_MODULES)
  const fileError = (path: string): string | undefined => fileErrorOf(tree.host, path)
  const createPool = (): ModulePool => createModulePool({ ...tree, loaded, fileError, report })
  const parameters = formatParameters((options.parameters ?? []).map(toByteString))
  const insertOptions = { ...options, parameters }
  const actions: Action[] = []
  const { onAction, run } = options
  /** Carries an action out if `run` is given. */
  const perform = (action: Action): Outcome => {
    actions.push(action)
    onAction?.(action)
    return run && carryOut(action, run, report)
  }
  const found = { modules: [], actions, problems }
  return { options, insertOptions, ...tree, pool: createPool(), createPool, ...found, report, perform }
}

interface OpenTree {
  readonly host: Host
  readonly moduleDir: string
  readonly config: ModprobeConfig
  readonly indexes: IndexSet
}

function openTree(tree: ModprobeTree, report: (problem: ModprobeProblem) => void): OpenTree {
  const host = tree.host ?? nodeHost
  const moduleDir = absolutePath(host, `${tree.root ?? ''}/lib/modules/${tree.release}`)
  const paths = (tree.config ?? []).map(toByteString)
  const root = tree.configRoot === undefined ? undefined : toByteString(tree.configRoot)
  const config = loadModprobeConfig(
    host,
    { moduleDir, paths, root, kernelCmdline: tree.kernelCmdline },
    report,
  )
  return { host, moduleDir, config, indexes: openIndexSet(host, moduleDir, report) }
}

const absolutePath = (host: Host, path: string): string =>
  absoluteFrom(host.workingDirectory(), toByteString(path))

function insertName(run: ModprobeRun, name: string): Outcome {
  const { pool, report } = run
  const found = findModules(run, name)
  if (typeof found === 'string') return found
  let outcome: Outcome
  // kmod: only the last module of an alias decides.
  for (const module of found) {
    outcome = insertModule(pool, module, run.insertOptions, run.perform)
    if (outcome !== undefined) report({ code: 'insert-failed', modname: module.modname, errno: outcome })
  }
  return outcome
}

const isPath = (name: string): boolean => name.startsWith('/') || name.startsWith('./')

/** The modules of a name or path; the name of a system error when there are none. */
function findModules(
  { pool, host, moduleDir, report }: ModprobeRun,
  name: string,
): readonly Module[] | string {
  if (isPath(name)) {
    const module = pool.fromPath(absolutePath(host, name))
    if (typeof module !== 'string') return [module]
    report({ code: 'module-path-unusable', path: name, errno: module })
    return 'ENOENT'
  }
  const found = pool.lookup(name) ?? []
  if (found.length > 0) return found
  report({ code: 'module-not-found', mode: 'insert', name, moduleDir })
  return 'ENOENT'
}

function resolveName(run: ModprobeRun, name: string): Outcome {
  const found = findModules(run, name)
  if (typeof found === 'string') return found
  appendAll(run.modules, found)
  // A module given as a path has a pool of its own: it is queried while that is at hand.
  for (const module of found) run.options.onModule?.(module, () => run.pool.path(module))
  return undefined
}

function removeName(run: ModprobeRun, name: string): Outcome {
  const { pool, moduleDir, options, report } = run
  const found = pool.lookup(name)
  // kmod does not report unmatched brackets.
  if (found === undefined) return 'EINVAL'
  if (found.length === 0) report({ code: 'module-not-found', mode: 'remove', name, moduleDir })
  for (const module of found) {
    const outcome = removeModule(pool, module, options, run)
    if (outcome !== undefined) return outcome
  }
  return found.length === 0 ? 'ENOENT' : undefined
}
