/** What modprobe does, or would do, as data. */
export type Action =
  | { readonly kind: 'insmod'; readonly modname: string; readonly path: string; readonly options: string }
  /** `command`: as configured, with `$CMDLINE_OPTS` in it. */
  | { readonly kind: 'install'; readonly modname: string; readonly command: string; readonly options: string }
  /** Nothing to be done: the module is part of the kernel. */
  | { readonly kind: 'builtin'; readonly modname: string }
  /** Impossible: the module is unknown. */
  | { readonly kind: 'unknown'; readonly modname: string }
  | { readonly kind: 'rmmod'; readonly modname: string }
  /** `command`: `$CMDLINE_OPTS` is already replaced, by nothing. */
  | { readonly kind: 'remove'; readonly modname: string; readonly command: string }

/** The name of a system error, or `undefined` for success. */
export type Outcome = string | undefined

/** Yields each action when it is due, takes its result, and returns the overall result. */
export type Steps = Generator<Action, Outcome, Outcome>

/** The actions of `steps` if each of them succeeds, and the final result. */
export function planOf(steps: Steps): { readonly actions: readonly Action[]; readonly outcome: Outcome } {
  const actions: Action[] = []
  for (let next = steps.next(); ; next = steps.next(undefined)) {
    if (next.done) return { actions, outcome: next.value }
    actions.push(next.value)
  }
}
