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

/** Receives each action of a plan when it is due; returns the result on which the next ones depend. */
export type Perform = (action: Action) => Outcome

/** The actions of a plan if each of them succeeds, and the final result. */
export function planOf(carryOut: (perform: Perform) => Outcome): {
  readonly actions: readonly Action[]
  readonly outcome: Outcome
} {
  const actions: Action[] = []
  const outcome = carryOut((action) => {
    actions.push(action)
    return undefined
  })
  return { actions, outcome }
}
