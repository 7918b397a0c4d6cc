/**
 * Carries out actions by running the system's programs, and interprets their results. kmod calls the kernel itself;
 * Node.js offers no way to do so, and `insmod` and `rmmod` (of kmod or of busybox) do just that.
 */
import type { Action, Outcome } from './action.ts'
import { splitOptions, substituteOptions } from './module-options.ts'

/** A program to be run until it exits. */
export type Invocation =
  | { readonly kind: 'program'; readonly program: 'insmod' | 'rmmod'; readonly args: readonly string[] }
  /** For the shell, which has the standard streams and MODPROBE_MODULE in its environment. */
  | { readonly kind: 'shell'; readonly command: string; readonly modname: string }

export interface ProgramEnd {
  /** 0 when a signal ended it: kmod looks at WEXITSTATUS() alone. `undefined`: it could not be started. */
  readonly status: number | undefined
  /** Output of a program other than the shell. */
  readonly stderr: string
}

/** Runs a program of the machine until it exits. */
export type RunProgram = (invocation: Invocation) => ProgramEnd

/** The problem that a failed action reports. */
export type ActionProblem =
  | { readonly code: 'module-unknown'; readonly modname: string }
  | {
      readonly code: 'install-command-failed'
      readonly modname: string
      readonly command: string
      readonly status: number
    }
  | { readonly code: 'remove-command-failed'; readonly modname: string }
  | { readonly code: 'remove-failed'; readonly modname: string; readonly errno: string }

/** Carries out an action; reports what kmod reports in that case. */
export function carryOut(action: Action, run: RunProgram, report: (problem: ActionProblem) => void): Outcome {
  switch (action.kind) {
    case 'builtin':
      return undefined
    case 'unknown':
      report({ code: 'module-unknown', modname: action.modname })
      return 'ENOENT'
    case 'insmod':
      return outcomeOf(run(program('insmod', [action.path, ...splitOptions(action.options)])))
    case 'rmmod':
      return removeWith(run, action.modname, report)
    case 'install':
      return installWith(run, action, report)
    case 'remove': {
      const { modname, command } = action
      const { status } = run({ kind: 'shell', command, modname })
      if (status === 0) return undefined
      report({ code: 'remove-command-failed', modname })
      return 'EINVAL'
    }
  }
}

const program = (name: 'insmod' | 'rmmod', args: readonly string[]): Invocation => ({
  kind: 'program',
  program: name,
  args,
})

function removeWith(run: RunProgram, modname: string, report: (problem: ActionProblem) => void): Outcome {
  const errno = outcomeOf(run(program('rmmod', [modname])))
  if (errno !== undefined) report({ code: 'remove-failed', modname, errno })
  return errno
}

function installWith(
  run: RunProgram,
  { modname, command, options }: Extract<Action, { kind: 'install' }>,
  report: (problem: ActionProblem) => void,
): Outcome {
  const whole = substituteOptions(command, options)
  const { status = 127 } = run({ kind: 'shell', command: whole, modname })
  if (status === 0) return undefined
  report({ code: 'install-command-failed', modname, command: whole, status })
  return 'EINVAL'
}

/** The messages of kmod's and busybox's programs for each error of the kernel. */
const KERNEL_ANSWERS: readonly (readonly [words: RegExp, errno: string])[] = [
  [/file exists|already in kernel/i, 'EEXIST'],
  [/no such file|unknown symbol in module/i, 'ENOENT'],
  [/invalid module format|exec format error/i, 'ENOEXEC'],
  [/invalid (parameters?|argument)/i, 'EINVAL'],
  [/wrong symbol version|no such process/i, 'ESRCH'],
  [/not permitted/i, 'EPERM'],
  [/permission denied/i, 'EACCES'],
  [/key was rejected/i, 'EKEYREJECTED'],
  [/is in use|resource busy/i, 'EBUSY'],
  [/temporarily unavailable/i, 'EAGAIN'],
  [/no such device/i, 'ENODEV'],
  [/allocate memory|out of memory/i, 'ENOMEM'],
  [/not implemented/i, 'ENOSYS'],
  [/not supported/i, 'EOPNOTSUPP'],
]

function outcomeOf({ status, stderr }: ProgramEnd): Outcome {
  if (status === 0) return undefined
  if (status === undefined) return 'ENOSYS'
  return KERNEL_ANSWERS.find(([words]) => words.test(stderr))?.[1] ?? 'EIO'
}
