/**
 * Which modules can be loaded, by whom, and whether modprobe.d stops it. Every alias that the kernel or udev asks for,
 * and every module's own name, is put to modprobe's rules (load-attempt.ts).
 */
import { pauseEach } from '../../base/interruption.ts'
import { type OptionNames, refuseUnknownOptions } from '../../base/known-options.ts'
import type { AddedConfigFile } from '../../config/load-modprobe-config.ts'
import { matchAliases } from '../../config/modprobe-lookups.ts'
import type { KernelNames } from '../../kernel/kernel-names.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import { type LoadAttempt, type LoadStop, loadAttempts } from '../load-attempt.ts'
import { builtinInitcalls } from './initcalls.ts'
import type { ReachResult, ReachRow, ReachStop, ReachVerdict, ReachWay } from './reach-result.ts'
import {
  BY_NAME,
  isRequested,
  nameMatching,
  TRIGGER_ACTORS,
  type TriggerActor,
  type TriggerKind,
  triggerOfAlias,
  triggerOfName,
} from './triggers.ts'

export interface ReachOptions {
  /** A file of modprobe.d that is not there yet, and is taken for one that is. */
  readonly addedFile?: AddedConfigFile
}

const REACH_OPTIONS: OptionNames<ReachOptions> = { addedFile: true }

/**
 * Reports of every module who can load it under the kernel's modprobe configuration. Writes and loads nothing.
 *
 * @throws KmodError KMOD_USAGE for a configuration that is not there
 */
export async function reach(kernel: Kernel, options: ReachOptions = {}): Promise<ReachResult> {
  refuseUnknownOptions<ReachOptions>('reach()', options, REACH_OPTIONS)
  const names = await kernel.names()
  const survey = new Survey(names, options.addedFile)
  const round = pauseEach(256, kernel.options.signal)
  for (const { pattern, modname } of names.aliases())
    if (isRequested(pattern)) {
      survey.tryAlias(pattern, modname)
      await round()
    }
  for (const { pattern, modname } of names.config.aliases) survey.tryAlias(pattern, modname)
  const modnames = [...new Set(kernel.modules().map(({ modname }) => modname))].sort()
  for (const modname of modnames) {
    survey.tryName(modname)
    await round()
  }
  const modules = modnames.map((modname) => survey.row(modname))
  const builtins = [...kernel.builtins().keys()].filter(
    (modname) => names.dependencies(modname) === undefined,
  )
  const initcalls = builtinInitcalls(kernel)
  return {
    rows: [
      ...modules,
      ...builtins.map((modname) => survey.builtinRow(modname, initcalls.get(modname) ?? [])),
    ].sort((a, b) => (a.modname < b.modname ? -1 : 1)),
    tried: survey.tried,
  }
}

type Counted<T> = { -readonly [K in keyof T]: T[K] }

const RANKS = new Map(TRIGGER_ACTORS.map((actor, rank) => [actor, rank]))
const rankOf = (actor: TriggerActor): number => RANKS.get(actor) ?? 0

class Survey {
  tried = 0
  readonly #names: KernelNames
  readonly #attempts: ReturnType<typeof loadAttempts>
  readonly #blacklist: ReadonlySet<string>
  readonly #aliases: ReadonlySet<string>
  /** By modname, and then by kind. */
  readonly #ways = new Map<string, Map<string, Counted<ReachWay>>>()
  readonly #stops = new Map<string, Map<string, Counted<ReachStop>>>()
  readonly #actors = new Map<string, TriggerActor>()
  readonly #byName = new Map<string, LoadAttempt>()

  constructor(names: KernelNames, addedFile: AddedConfigFile | undefined) {
    this.#names = names
    const view = names.modprobeView(addedFile)
    this.#attempts = loadAttempts(names, view)
    this.#blacklist = new Set(names.config.blacklist)
    this.#aliases = new Set(names.aliases().map(({ pattern }) => pattern))
  }

  /** @param modname the module that has the alias */
  tryAlias(pattern: string, modname: string): void {
    // MODULE_ALIAS_CRYPTO() makes two aliases, of which the kernel asks for the one with the prefix.
    const isOwnName = pattern.replaceAll('-', '_') === modname
    const isPlain = this.#aliases.has(`crypto-${pattern}`)
    const trigger = isOwnName ? triggerOfName(modname) : isPlain ? BY_NAME : triggerOfAlias(pattern)
    this.#noteActor(modname, trigger.actor)
    this.#try(nameMatching(pattern), pattern, modname, trigger)
  }

  tryName(modname: string): void {
    const trigger = triggerOfName(modname)
    this.#noteActor(modname, trigger.actor)
    this.#try(modname, modname, modname, trigger)
  }

  #noteActor(modname: string, actor: TriggerActor): void {
    const known = this.#actors.get(modname)
    if (known === undefined || rankOf(actor) < rankOf(known)) this.#actors.set(modname, actor)
  }

  /** @param shown `asked` as the module has it */
  #try(asked: string, shown: string, modname: string, trigger: TriggerKind): void {
    this.tried++
    const attempts = this.#attemptsFor(asked, modname)
    let isIn = false
    // The other modules that the name resolves to have aliases of their own, which are tried on their own.
    for (const attempt of attempts.filter((other) => other.modname === modname)) {
      for (const inserted of attempt.inserted) {
        if (inserted === modname) isIn = true
        this.#addWay(inserted, {
          ...trigger,
          name: shown,
          top: modname,
          count: 1,
          isUncertain: attempt.isUncertain,
        })
      }
      if (asked === modname) this.#byName.set(modname, attempt)
    }
    const stop = isIn ? undefined : this.#stopOf(attempts, asked, modname)
    if (stop !== undefined) this.#addStop(modname, { ...trigger, name: shown, stop, count: 1 })
  }

  /**
   * A name with a colon is that of a device, and no module is called so: unless modprobe.d has an alias for it,
   * modules.alias decides, and the module that has the alias is among those that are found. What else is found has
   * aliases of its own.
   */
  #attemptsFor(asked: string, modname: string): readonly LoadAttempt[] {
    if (!asked.includes(':') || matchAliases(this.#names.config, asked).length > 0)
      return this.#attempts.attempts(asked)
    const attempt = this.#attempts.attempt(modname)
    return this.#blacklist.has(modname) && !attempt.isBuiltin
      ? [{ ...attempt, alias: asked, inserted: [], stop: { by: 'blacklist' } }]
      : [attempt]
  }

  /** None for an alias that is also the name of another module: then that module is meant, regardless of the configuration. */
  #stopOf(attempts: readonly LoadAttempt[], asked: string, modname: string): LoadStop | undefined {
    const own = attempts.find((attempt) => attempt.modname === modname)
    if (own !== undefined) return own.stop ?? { by: 'unknown' }
    const [other] = attempts
    if (other === undefined) return { by: 'unknown' }
    const isConfigured = matchAliases(this.#names.config, asked.replaceAll('-', '_')).length > 0
    return isConfigured ? { by: 'alias', target: other.modname } : undefined
  }

  #addWay(modname: string, way: ReachWay): void {
    const ways = this.#ways.get(modname) ?? new Map<string, Counted<ReachWay>>()
    this.#ways.set(modname, ways)
    const key = `${way.kind} ${way.actor} ${way.top === modname} ${way.isUncertain}`
    const known = ways.get(key)
    if (known === undefined) ways.set(key, { ...way })
    else known.count++
  }

  #addStop(modname: string, stop: ReachStop): void {
    const stops = this.#stops.get(modname) ?? new Map<string, Counted<ReachStop>>()
    this.#stops.set(modname, stops)
    const key = `${stop.kind} ${stop.stop.by}`
    const known = stops.get(key)
    if (known === undefined) stops.set(key, { ...stop })
    else known.count++
  }

  row(modname: string): ReachRow {
    const ways = [...(this.#ways.get(modname)?.values() ?? [])]
      .map((way) => this.#asIfAsked(way))
      .sort(
        (a, b) => rankOf(a.actor) - rankOf(b.actor) || Number(b.top === modname) - Number(a.top === modname),
      )
    const stops = [...(this.#stops.get(modname)?.values() ?? [])].sort(
      (a, b) => rankOf(a.actor) - rankOf(b.actor),
    )
    const relpath = this.#names.dependencies(modname)?.copy.relpath
    const install = this.#attempts.installLine(modname)
    return {
      modname,
      ...(relpath !== undefined && { relpath }),
      verdict: verdictOf(modname, ways, stops, this.#names),
      actor: this.#actors.get(modname) ?? 'root',
      ways,
      stops,
      isBlacklisted: this.#blacklist.has(modname),
      ...(install && { install }),
      pulls: (this.#byName.get(modname)?.inserted ?? []).filter((other) => other !== modname),
      initcalls: [],
    }
  }

  /** When only root can load the module that asks, only root can make it ask. */
  #asIfAsked(way: ReachWay): ReachWay {
    const { requester, kind } = way
    if (requester === undefined || this.#names.isBuiltin(requester)) return way
    const others = [...(this.#ways.get(requester)?.values() ?? [])].filter((other) => other.kind !== kind)
    return others.some(({ actor }) => actor !== 'root') ? way : { ...way, actor: 'root' }
  }

  builtinRow(modname: string, initcalls: readonly string[]): ReachRow {
    const install = this.#attempts.installLine(modname)
    return {
      modname,
      verdict: 'builtin',
      actor: 'root',
      ways: [],
      stops: [],
      isBlacklisted: this.#blacklist.has(modname),
      ...(install && { install }),
      pulls: [],
      initcalls,
    }
  }
}

function verdictOf(
  modname: string,
  ways: readonly ReachWay[],
  stops: readonly ReachStop[],
  names: KernelNames,
): ReachVerdict {
  const others = ways.filter(({ actor }) => actor !== 'root')
  if (others.some(({ top }) => top === modname)) return 'reachable'
  if (others.length > 0) return 'dependency'
  if (ways.length > 0) return 'by-name'
  const isBroken = names.isInCycle(modname) || stops.some(({ stop }) => isDefect(stop))
  return isBroken ? 'broken' : 'blocked'
}

/** What no configuration brought about. */
const isDefect = (stop: LoadStop): boolean =>
  stop.by === 'file' ||
  stop.by === 'cycle' ||
  stop.by === 'unknown' ||
  (stop.by === 'dependency' && stop.command === undefined)
