/** The report of `tskmod reach`, and its rows as documents. */
import { appendAll } from '../base/append.ts'
import { toByteString } from '../base/names.ts'
import type { Kernel } from '../kernel/open-kernel.ts'
import {
  REACH_VERDICTS,
  type ReachRow,
  type ReachStop,
  type ReachVerdict,
  type ReachWay,
} from '../questions/reach/reach-result.ts'
import { TRIGGER_ACTORS, type TriggerActor } from '../questions/reach/triggers.ts'
import { stopText } from './closure-remarks.ts'
import { kernelArguments, shellWord, shellWords } from './source.ts'
import { type Cell, counted, groupDigits, type Style, type TextReport } from './text-kit.ts'

export interface ReachPage {
  readonly kernel: Kernel
  readonly rows: readonly ReachRow[]
  readonly listed: readonly ReachRow[]
  readonly tried: number
  /** True if the rows were selected by name. */
  readonly isNamed: boolean
}

const ACTORS: Readonly<Record<TriggerActor, string>> = {
  user: 'any user',
  userns: 'any user, in a user namespace',
  device: 'a device that appears',
  other: 'another part of the kernel',
  root: 'root only',
}

const VERDICTS: Readonly<Record<ReachVerdict, readonly [word: string, style: Style]>> = {
  reachable: ['reachable', 'bad'],
  dependency: ['as a dependency', 'bad'],
  'by-name': ['by name only', 'warn'],
  blocked: ['blocked', 'good'],
  broken: ['cannot load', 'warn'],
  builtin: ['built in', 'warn'],
}

/** Writes which modules can be loaded, by which triggers, and what stops the others. */
export function writeReach(page: TextReport, { kernel, rows, listed, tried, isNamed }: ReachPage): void {
  const { release, root } = kernel.place
  page.heading(`${release} below ${root === '' ? '/' : root}`, `${groupDigits(tried)} names tried`)
  if (!isNamed) writeSummary(page, rows)
  if (listed.length === 0 && !isNamed) page.paragraph(['modprobe.d tries to stop none of them.'], 0)
  for (const verdict of REACH_VERDICTS) {
    const found = listed.filter((row) => row.verdict === verdict)
    if (found.length === 0) continue
    const [word, style] = VERDICTS[verdict]
    page.blank()
    page.line({ text: word, style }, ` (${found.length})`)
    page.table(found.map((row): Cell[] => [{ text: row.modname, style: 'name' }, reachText(row)]))
  }
  const open = listed.filter(
    ({ verdict }) => verdict === 'reachable' || verdict === 'dependency' || verdict === 'by-name',
  )
  if (open.length > 0 && open.length < 10)
    page.next([
      [
        `tskmod reach --deny ${shellWord(open.map(({ modname }) => modname).join(','))} ${reachArguments(kernel)}`,
        'a modprobe.d file that stops them',
      ],
    ])
}

/** With the options that only this subcommand has. */
function reachArguments(kernel: Kernel): string {
  const { kernelCmdline, systemMap } = kernel.options
  const own = [
    ...(kernelCmdline === undefined ? [] : ['--kernel-cmdline', toByteString(kernelCmdline)]),
    ...(systemMap === undefined ? [] : ['--system-map', toByteString(systemMap)]),
  ]
  return [kernelArguments(kernel), shellWords(own)].filter((text) => text !== '').join(' ')
}

/** Counts by who can load the modules. */
function writeSummary(page: TextReport, rows: readonly ReachRow[]): void {
  const cells = TRIGGER_ACTORS.map((actor): Cell[] => {
    const own = rows.filter((row) => row.actor === actor && row.verdict !== 'builtin')
    const isOpen = ({ verdict }: ReachRow): boolean =>
      verdict === 'reachable' || verdict === 'dependency' || verdict === 'by-name'
    return [own.length, own.filter(isOpen).length, own.filter((row) => !isOpen(row)).length, ACTORS[actor]]
  })
  const builtin = rows.filter(({ verdict }) => verdict === 'builtin').length
  page.table([['modules', 'loadable', 'stopped', 'triggers'], ...cells])
  page.paragraph([`${counted(builtin, 'module')} built in`])
}

/** The rest of the line about a module. */
export function reachText({
  modname,
  ways,
  stops,
  isBlacklisted,
  install,
  verdict,
  initcalls,
}: ReachRow): string {
  const parts: string[] = []
  if (install?.isVoid)
    parts.push(`install ${install.command} is void: softdep ${install.softdeps.join(', ')}`)
  if (verdict === 'builtin')
    parts.push(
      initcalls.length > 0
        ? `initcall_blacklist=${initcalls.join(',')}`
        : 'initcalls unknown without a System.map',
    )
  const own = ways.filter(({ top }) => top === modname)
  const others = ways.filter(({ top }) => top !== modname)
  if (verdict !== 'dependency' && own.length > 0) parts.push(own.slice(0, MOST_WAYS).map(wayText).join('; '))
  if ((verdict === 'dependency' || own.length === 0) && others.length > 0)
    parts.push(
      others
        .slice(0, MOST_WAYS)
        .map((way) => `needed by ${way.top}: ${wayText(way)}`)
        .join('; '),
    )
  if (isBlacklisted && ways.length > 0) parts.push('although blacklisted')
  if (stops.length > 0 && ways.length > 0)
    parts.push(
      `not by ${stops
        .slice(0, MOST_WAYS)
        .map(({ name }) => name)
        .join(', ')}`,
    )
  if (ways.length === 0)
    appendAll(parts, [...new Set(stops.slice(0, MOST_WAYS).map(({ stop }) => stopText(stop)))])
  return parts.join('; ')
}

const MOST_WAYS = 3

const wayText = ({ kind, actor, name, count, isUncertain }: ReachWay): string =>
  `${name}${count > 1 ? ` and ${groupDigits(count - 1)} more` : ''} (${kind === 'name' ? 'by name' : `${kind}, ${ACTORS[actor]}`}${isUncertain ? ', by a command' : ''})`

export const reachRowDocument = ({ relpath, install, ...row }: ReachRow): object => ({
  ...row,
  relpath: relpath ?? null,
  ways: row.ways.map((way: ReachWay) => ({ ...way })),
  stops: row.stops.map((stop: ReachStop) => ({ ...stop })),
  install: install ?? null,
})
