/** Everything that modprobe can report; the texts are in cli/modprobe/modprobe-messages.ts. */
import type { Diagnostic } from '../base/diagnostic.ts'
import type { IndexOpenProblem } from '../lookup/index-set.ts'
import type { ActionProblem } from './carry-out.ts'
import type { PlanProblem } from './module-view.ts'

export type ModprobeProblem =
  | Diagnostic
  | IndexOpenProblem
  | PlanProblem
  | ActionProblem
  | {
      readonly code: 'module-not-found'
      readonly mode: 'insert' | 'remove'
      readonly name: string
      readonly moduleDir: string
    }
  | { readonly code: 'module-path-unusable'; readonly path: string; readonly errno: string }
  | { readonly code: 'insert-failed'; readonly modname: string; readonly errno: string }
  | {
      readonly code: 'sysfs-unreadable'
      readonly kind: 'initstate' | 'refcnt'
      readonly path: string
      readonly text: string
    }

export type ModprobeProblemCode = ModprobeProblem['code']

const FATAL: ReadonlySet<ModprobeProblemCode> = new Set<ModprobeProblemCode>([
  'module-not-found',
  'module-path-unusable',
  'module-not-loaded',
  'module-builtin',
  'module-in-use',
  'remove-command-failed',
])

/** kmod: a FATAL message ends the run; with -a it is a warning, and the run goes on. */
export const isFatal = (problem: ModprobeProblem): boolean => FATAL.has(problem.code)
