/** The input of a plan: modules, and all that is known of them. The plans themselves do not access the machine. */
import type { LoadedModules, LoadState } from '../lookup/loaded-modules.ts'

/** A module as it was found. The same module found under an alias is another one: kmod keeps them apart. */
export interface Module {
  readonly modname: string
  readonly alias?: string
}

/** The same module is always the same object. */
export interface ModuleView {
  /** The modules that a word resolves to; `undefined` when it has unmatched brackets. */
  lookup(word: string): readonly Module[] | undefined
  /** What has to be loaded first, the most basic module first; empty when one of the files is missing. */
  dependencies(module: Module): readonly Module[]
  /** Where its file is. */
  path(module: Module): string | undefined
  /** Whether it has any; does not look for the modules that they name. */
  hasSoftdeps(module: Module): boolean
  softdeps(module: Module): Softdeps
  installCommand(module: Module): string | undefined
  removeCommand(module: Module): string | undefined
  /** Its configured options. */
  options(module: Module): readonly string[]
  isBlacklisted(module: Module): boolean
  state(module: Module): LoadState | 'builtin' | undefined
  isBuiltin(module: Module): boolean
  useCount: LoadedModules['useCount']
  holders(module: Module): readonly Module[]
}

export interface Softdeps {
  readonly pre: readonly Module[]
  readonly post: readonly Module[]
}

/** What a plan, and making it, can report; the texts are in cli/modprobe/modprobe-messages.ts. */
export type PlanProblem =
  | { readonly code: 'dependency-file-missing'; readonly path: string; readonly errno: string }
  | {
      readonly code: 'module-path-conflict'
      readonly modname: string
      readonly path: string
      readonly knownPath: string
    }
  | { readonly code: 'softdep-invalid'; readonly word: string }
  | { readonly code: 'module-not-loaded'; readonly modname: string }
  | { readonly code: 'module-builtin'; readonly modname: string }
  | { readonly code: 'module-in-use'; readonly modname: string }
