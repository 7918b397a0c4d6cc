/** The answer to the question which modules can be loaded, and by whom. */
import type { InstallLine, LoadStop } from '../load-attempt.ts'
import type { TriggerActor, TriggerKind } from './triggers.ts'

/**
 * What comes of the configuration:
 *
 *   reachable    a trigger of the module's own loads it, other than its name in the hand of the administrator
 *   dependency   no trigger of its own does, but one of a module that needs it or names it in a softdep
 *   by-name      nothing but its name loads it, or that of a module that needs it
 *   blocked      nothing loads it
 *   broken       nothing could, whatever the configuration: a file is missing, or it is in a cycle
 *   builtin      it is part of the kernel
 */
export const REACH_VERDICTS = ['reachable', 'dependency', 'by-name', 'blocked', 'broken', 'builtin'] as const
export type ReachVerdict = (typeof REACH_VERDICTS)[number]

/** A way into the kernel. */
export interface ReachWay extends TriggerKind {
  /** The name that is asked for: an alias, as the module has it, or a modname. */
  readonly name: string
  /** The module that the name stands for; another one than that of the row for `dependency`. */
  readonly top: string
  /** How many names of this kind do. */
  readonly count: number
  /** A command that is not known to load or to refuse is on this way. */
  readonly isUncertain: boolean
}

export interface ReachStop extends TriggerKind {
  readonly name: string
  readonly stop: LoadStop
  readonly count: number
}

export interface ReachRow {
  readonly modname: string
  /** As modules.dep has it; none for a builtin module. */
  readonly relpath?: string
  readonly verdict: ReachVerdict
  /** Who has a trigger for it, whether the configuration stops it or not; `root` when no other actor has. */
  readonly actor: TriggerActor
  /** What loads it, the least privileged first: one for each kind. */
  readonly ways: readonly ReachWay[]
  /** Its own triggers that the configuration stops: one for each kind and reason. */
  readonly stops: readonly ReachStop[]
  readonly isBlacklisted: boolean
  readonly install?: InstallLine
  /** Modnames that come along when it is loaded by its name. */
  readonly pulls: readonly string[]
  /** Of a builtin module: what `initcall_blacklist=` takes, where System.map is known. */
  readonly initcalls: readonly string[]
}

export interface ReachResult {
  /** By modname. */
  readonly rows: readonly ReachRow[]
  /** Names that were put to modprobe's rules. */
  readonly tried: number
}
