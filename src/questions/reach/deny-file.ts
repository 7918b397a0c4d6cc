/**
 * A file of modprobe.d after which some modules cannot be loaded by any trigger, and all that others need still can.
 *
 *   install NAME /bin/false   stops its module by every alias, by its name, and as a dependency, which then fails, too
 *   softdep NAME pre:         takes the softdeps away that would make modprobe pass over the install line; the file has
 *                             to be read first for that, so its name sorts before all others
 *
 * `blacklist` is not used: it stops aliases only. A line is there for every module that the configuration does not stop
 * already, also where a module that it needs is denied as well: that one may be in the kernel already.
 */
import { type OptionNames, refuseUnknownOptions } from '../../base/known-options.ts'
import { normalizeModname, toByteString } from '../../base/names.ts'
import type { KernelNames } from '../../kernel/kernel-names.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import { loadOrder } from '../closure/load-order.ts'
import { loadAttempts } from '../load-attempt.ts'
import { meantBy } from '../names/meant-names.ts'
import { namesOfExports } from '../names/real-exports.ts'
import { contextOf, findWanted, type WantedModule } from '../names/wanted-modules.ts'
import { reach } from './reach.ts'
import type { ReachResult, ReachRow, ReachWay } from './reach-result.ts'

export interface DenyOptions {
  /** Words as for a closure. Without any, all modules but those that `allow` needs are denied. */
  readonly deny?: readonly string[]
  /** What has to stay loadable, with all that it needs. */
  readonly allow?: readonly string[]
}

const DENY_OPTIONS: OptionNames<DenyOptions> = { deny: true, allow: true }

/** A module that is to be denied and is not. */
export type Undeniable =
  /** Part of the kernel; `initcalls` are for `initcall_blacklist=`, where they are known. */
  | { readonly modname: string; readonly why: 'builtin'; readonly initcalls: readonly string[] }
  /** What is to stay loadable needs it. */
  | { readonly modname: string; readonly why: 'needed'; readonly by: string }
  /** Something still loads it. */
  | { readonly modname: string; readonly why: 'loads'; readonly way: ReachWay }

export interface DenyFile {
  /** Basename to store it under in /etc/modprobe.d. */
  readonly name: string
  readonly text: string
  /** Modnames that the file stops. */
  readonly denied: readonly string[]
  /** Modnames that the configuration stops already. */
  readonly stopped: readonly string[]
  readonly undeniable: readonly Undeniable[]
  /** Modnames that are not to be denied and cannot be loaded any more, each with one that it needs. */
  readonly alsoStopped: readonly { readonly modname: string; readonly needs: string }[]
  /** Words of `allow` that do not load, with or without the file. */
  readonly notAllowed: readonly string[]
  /** Words that stand for nothing, and what may have been meant. */
  readonly unknown: readonly { readonly word: string; readonly suggestions: readonly string[] }[]
  /** Names that were put to modprobe's rules with the file in its place. */
  readonly tried: number
}

/** In the order in which they are tried: other files may have early names, too. */
const FILE_NAMES = ['00-tskmod-deny.conf', '+tskmod-deny.conf', '!tskmod-deny.conf']

/**
 * Makes the text of a modprobe.d file, and verifies it: every name that can load a module is put to modprobe's rules
 * with the file in its place. Writes nothing.
 *
 * @throws KmodError KMOD_USAGE for a configuration that is not there
 */
export async function denyFile(kernel: Kernel, options: DenyOptions): Promise<DenyFile> {
  refuseUnknownOptions<DenyOptions>('denyFile()', options, DENY_OPTIONS)
  const words = [...(options.deny ?? []), ...(options.allow ?? [])].map(toByteString)
  const names = await namesOfExports(kernel, await kernel.names(), words)
  const deny = wordsOf(kernel, names, options.deny ?? [])
  const allow = wordsOf(kernel, names, options.allow ?? [])
  const allowed = neededBy(names, allow.found)
  const wanted =
    options.deny === undefined
      ? kernel
          .modules()
          .map(({ modname }) => modname)
          .filter((modname) => !allowed.has(modname))
      : deny.found.map(({ modname }) => modname)
  const modnames = [...new Set(wanted)].sort()
  const [first = '', ...others] = FILE_NAMES
  const make = async (name: string): Promise<MadeFile> =>
    makeFile(names, {
      name,
      base: await reach(kernel, { addedFile: { name, text: '' } }),
      verify: (text) => reach(kernel, { addedFile: { name, text } }),
      modnames,
      allow: allow.found,
      allowed,
    })
  let made = await make(first)
  for (const name of others) if (made.undeniable.some(({ why }) => why === 'loads')) made = await make(name)
  const unknown = [...deny.unknown, ...allow.unknown]
  return {
    ...made,
    unknown: await Promise.all(
      unknown.map(async (word) => ({ word, suggestions: await meantBy(kernel, names, word) })),
    ),
  }
}

function wordsOf(
  kernel: Kernel,
  names: KernelNames,
  words: readonly string[],
): ReturnType<typeof findWanted> {
  return findWanted(contextOf(kernel, names), words.map(toByteString))
}

/** By modname of what is needed: who needs it. Softdeps and weakdeps count: features depend on them. */
function neededBy(names: KernelNames, wanted: readonly WantedModule[]): Map<string, string> {
  const { modules } = loadOrder(names, wanted)
  return new Map(
    modules.map(({ copy, reason, for: by }) => [copy.modname, reason === 'requested' ? copy.modname : by]),
  )
}

type MadeFile = Omit<DenyFile, 'unknown'>

interface Plan {
  readonly verify: (text: string) => Promise<ReachResult>
  readonly name: string
  /** Without the file. */
  readonly base: ReachResult
  readonly modnames: readonly string[]
  readonly allow: readonly WantedModule[]
  readonly allowed: ReadonlyMap<string, string>
}

async function makeFile(names: KernelNames, plan: Plan): Promise<MadeFile> {
  const { name, base, modnames, allow, allowed } = plan
  const rows = new Map(base.rows.map((row) => [row.modname, row]))
  const undeniable: Undeniable[] = []
  const stopped: string[] = []
  const denied: string[] = []
  for (const modname of modnames) {
    const row = rows.get(modname)
    const by = allowed.get(modname)
    if (row?.verdict === 'builtin') undeniable.push({ modname, why: 'builtin', initcalls: row.initcalls })
    else if (by !== undefined) undeniable.push({ modname, why: 'needed', by })
    else if (row?.verdict === 'blocked') stopped.push(modname)
    else denied.push(modname)
  }
  const text = textOf(names, name, denied, undeniable)
  const after = await plan.verify(text)
  return {
    name,
    text,
    denied,
    stopped,
    undeniable: [...undeniable, ...stillLoaded(after, new Set([...denied, ...stopped]))],
    alsoStopped: alsoStopped(base, after, new Set(denied)),
    notAllowed: notLoading(names, { name, text }, allow),
    tried: after.tried,
  }
}

const hasSoftdeps = (names: KernelNames, modname: string): boolean => {
  const { pre, post } = names.softdeps(modname)
  return pre.length + post.length > 0
}

/** What is in the file stays in it when it is in its place: comments name the modules that are not. */
function textOf(
  names: KernelNames,
  name: string,
  denied: readonly string[],
  undeniable: readonly Undeniable[],
): string {
  const lines = [
    '# Modules that must not be loaded; written by tskmod reach --deny.',
    `# Store it as /etc/modprobe.d/${name}: it has to be read first.`,
    '# insmod and modprobe --ignore-install, which are for root, do not read it.',
  ]
  for (const modname of denied) {
    lines.push(`install ${modname} /bin/false`)
    if (hasSoftdeps(names, modname)) lines.push(`softdep ${modname} pre:`)
  }
  const initcalls = undeniable.flatMap((entry) => (entry.why === 'builtin' ? entry.initcalls : []))
  if (initcalls.length > 0)
    lines.push('# Built in, so for the kernel command line:', `# initcall_blacklist=${initcalls.join(',')}`)
  return lines.map((line) => `${line}\n`).join('')
}

const stillLoaded = ({ rows }: ReachResult, denied: ReadonlySet<string>): Undeniable[] =>
  rows.flatMap(({ modname, ways }) => {
    const [way] = denied.has(modname) ? ways : []
    return way === undefined ? [] : [{ modname, why: 'loads', way }]
  })

function alsoStopped(
  base: ReachResult,
  after: ReachResult,
  denied: ReadonlySet<string>,
): DenyFile['alsoStopped'] {
  const before = new Map(base.rows.map((row) => [row.modname, row]))
  const loads = (row: ReachRow | undefined): boolean => row !== undefined && row.ways.length > 0
  return after.rows
    .filter((row) => !denied.has(row.modname) && loads(before.get(row.modname)) && !loads(row))
    .map(({ modname, stops }) => {
      const stop = stops.find((entry) => entry.stop.by === 'dependency')?.stop
      return { modname, needs: stop?.by === 'dependency' ? stop.modname : modname }
    })
}

function notLoading(
  names: KernelNames,
  addedFile: { readonly name: string; readonly text: string },
  allow: readonly WantedModule[],
): string[] {
  const attempts = loadAttempts(names, names.modprobeView(addedFile))
  return allow
    .filter(
      ({ modname, isBuiltin }) =>
        !isBuiltin && attempts.attempt(normalizeModname(modname)).stop !== undefined,
    )
    .map(({ word }) => word)
}
