/** What modprobe() takes and what it returns. */
import type { OptionNames } from '../base/known-options.ts'
import type { Host } from '../host/host.ts'
import type { LoadedModules } from '../lookup/loaded-modules.ts'
import type { Action } from '../plan/action.ts'
import type { RunProgram } from '../plan/carry-out.ts'
import type { ModprobeProblem } from '../plan/modprobe-problem.ts'
import type { Module } from '../plan/module-view.ts'

/** Locations. */
export interface ModprobeTree {
  /** The kernel release whose indexes are read: the name of their directory. */
  readonly release: string
  /** The directory that contains `/lib/modules`; default: the root of the file system. */
  readonly root?: string
  /** modprobe.d files or directories; default: none. */
  readonly config?: readonly string[]
  /**
   * The root of another system, such as an image, that the paths of `config` are below. They are resolved as in a
   * chroot there: symbolic links, absolute ones too, do not lead out. Default: none.
   */
  readonly configRoot?: string | undefined
  /** The file with the kernel command line; default: none. */
  readonly kernelCmdline?: string | undefined
  readonly host?: Host
  /** Receives problems as they arise, instead of the result. */
  readonly onProblem?: (problem: ModprobeProblem) => void
}

export interface ModprobeOptions extends ModprobeTree {
  /** `resolve` only finds the modules that the names resolve to. Default: `insert`. */
  readonly mode?: 'insert' | 'remove' | 'resolve'
  /** Module parameters, `name=value`, for every name; only for `insert`. */
  readonly parameters?: readonly string[]
  /** Ignores install and remove commands and softdeps, for the modules that are named. */
  readonly ignoreCommands?: boolean
  readonly useBlacklist?: boolean
  readonly firstTime?: boolean
  readonly ignoreLoaded?: boolean
  readonly removeHolders?: boolean
  /** `run` waits until a module is no longer in use before it removes it. */
  readonly waits?: boolean
  /** Goes on after a name that cannot be handled. */
  readonly keepGoing?: boolean
  /** Which modules the kernel has; `host`: those in /sys/module of the host. Default: none. */
  readonly loaded?: LoadedModules | 'host'
  /** Carries the plan out; without it the plan is only returned. */
  readonly run?: RunProgram
  /**
   * Receives each module that a name resolves to, for `resolve`; `locate` finds the path of its file, if it has one.
   */
  readonly onModule?: (module: Module, locate: () => string | undefined) => void
  /** Receives each action, before it is carried out. */
  readonly onAction?: (action: Action) => void
}

export interface ModprobeResult {
  /** Whether every name could be handled. */
  readonly succeeded: boolean
  /** The modules that the names resolve to, for `resolve`. */
  readonly modules: readonly Module[]
  /** The plan, or the actions that were carried out. */
  readonly actions: readonly Action[]
  readonly problems: readonly ModprobeProblem[]
}

/** For refuseUnknownOptions(). */
export const MODPROBE_OPTIONS: OptionNames<ModprobeOptions> = {
  release: true,
  root: true,
  config: true,
  configRoot: true,
  kernelCmdline: true,
  host: true,
  onProblem: true,
  mode: true,
  parameters: true,
  ignoreCommands: true,
  useBlacklist: true,
  firstTime: true,
  ignoreLoaded: true,
  removeHolders: true,
  waits: true,
  keepGoing: true,
  loaded: true,
  run: true,
  onModule: true,
  onAction: true,
}
