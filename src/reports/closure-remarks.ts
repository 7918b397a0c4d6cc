/** What `tskmod closure` prints of modules that are left out, of configuration that does nothing, and of what is missing. */
import type { ClosureNote } from '../questions/closure-notes.ts'
import type { ClosureMissing, ClosureResult } from '../questions/closure-result.ts'
import type { LoadStop } from '../questions/load-attempt.ts'
import { type Cell, counted, type TextReport } from './text-kit.ts'

/** More than this are counted. */
const MOST_LISTED = 60

export function writeLeftOut(page: TextReport, { leftOut }: Pick<ClosureResult, 'leftOut'>): void {
  if (leftOut.length === 0) return
  page.heading('Left out', 'modprobe would not load it, by its configuration')
  page.table(
    leftOut
      .slice(0, MOST_LISTED)
      .map(({ modname, stop, for: by }): Cell[] => [
        { text: modname, style: 'name' },
        `${stopText(stop)}; for ${by}`,
      ]),
  )
  if (leftOut.length > MOST_LISTED)
    page.paragraph([`and ${counted(leftOut.length - MOST_LISTED, 'more module')}; --json lists them`])
}

/** Why modprobe does not load a module, as the rest of a sentence about it. */
export function stopText(stop: LoadStop): string {
  switch (stop.by) {
    case 'blacklist':
      return 'blacklisted, which stops aliases'
    case 'install':
      return `install ${stop.command}`
    case 'dependency':
      return stop.command === undefined
        ? `needs ${stop.modname}, which is not there`
        : `needs ${stop.modname}, which has install ${stop.command}`
    case 'file':
      return `${stop.path} is not there`
    case 'alias':
      return `an alias of modprobe.d leads to ${stop.target}, which is no module`
    case 'unknown':
      return 'no module of that name'
  }
}

export function writeNotes(page: TextReport, notes: readonly ClosureNote[]): void {
  if (notes.length === 0) return
  page.heading('Notes')
  page.table(
    notes
      .slice(0, MOST_LISTED)
      .map((note): Cell[] => [{ text: note.modname, style: 'name' }, noteText(note)]),
  )
  if (notes.length > MOST_LISTED)
    page.paragraph([`and ${counted(notes.length - MOST_LISTED, 'more note')}; --json lists them`])
}

/** What those who read lists only have to know, too: a line each. */
export const remarkLines = ({ leftOut, notes }: Pick<ClosureResult, 'leftOut' | 'notes'>): string[] => [
  ...leftOut.map(({ modname, stop }) => `${modname} is left out: ${stopText(stop)}`),
  ...notes.map((note) => `${note.modname}: ${noteText(note)}`),
]

/** As the rest of a sentence about its module. */
export function noteText(note: ClosureNote): string {
  switch (note.kind) {
    case 'install-void':
      return `install ${note.command} does nothing: modprobe passes over it, as there is a softdep (${note.softdeps.join(', ')})`
    case 'install-command':
      return `modprobe runs a command in its place: ${note.command}`
    case 'blacklist-void':
      return 'blacklisted, which stops aliases only: by its name, and as a dependency, it loads'
    case 'softdep-lines':
      return `modprobe takes its first softdep line only; here are also ${note.words.join(', ')}`
    case 'stale-copy':
      return `${note.path} is what the index names; depmod would take ${note.preferred}`
    case 'unknown-option':
      return `options that it does not have: ${note.words.join(' ')}`
  }
}

const KINDS: Readonly<Record<ClosureMissing['kind'], string>> = {
  name: 'name',
  blocked: 'blocked',
  file: 'file',
  unreadable: 'unreadable',
  provider: 'module',
  symbol: 'symbol',
  cycle: 'cycle',
  softdep: 'softdep',
  weakdep: 'weakdep',
  firmware: 'firmware',
}

/** What must be there comes first, each thing in a line; the rest is counted when it is much. */
const MOST_OPTIONAL = 8

export function writeMissing(
  page: TextReport,
  { missing, cycles }: Pick<ClosureResult, 'missing' | 'cycles'>,
  listAll: boolean,
): void {
  if (missing.length === 0) return
  const bad = missing.filter(({ isAllowed }) => !isAllowed)
  const optional = missing.filter(({ isAllowed }) => isAllowed)
  page.heading(
    'Missing',
    bad.length === 0 ? 'all of it is optional' : `${counted(bad.length, 'thing')} that should be there`,
  )
  page.table(bad.slice(0, MOST_LISTED).map((piece) => missingRow(piece, cycles)))
  if (bad.length > MOST_LISTED)
    page.paragraph([`and ${counted(bad.length - MOST_LISTED, 'more thing')}; --print missing lists them`])
  if (listAll || optional.length <= MOST_OPTIONAL)
    page.table(optional.map((piece) => missingRow(piece, cycles)))
  else
    for (const [kind, label] of Object.entries(KINDS)) {
      const count = optional.filter((piece) => piece.kind === kind).length
      if (count > 0)
        page.paragraph([
          `${counted(count, `optional ${kind === 'firmware' ? 'firmware file' : label}`)}; --print missing lists them`,
        ])
    }
}

function missingRow(
  { kind, name, for: by, isAllowed, suggestions }: ClosureMissing,
  cycles: ClosureResult['cycles'],
): Cell[] {
  const label = { text: KINDS[kind], style: isAllowed ? 'warn' : 'bad' } as const
  const user = by === undefined ? '' : `, for ${by}`
  const meant = suggestions === undefined ? '' : `; did you mean ${suggestions.join(', or ')}?`
  const cycle = kind === 'cycle' ? cycles.map((names) => names.join(' -> ')).join('; ') : undefined
  return [label, cycle === undefined ? `${name}${user}${meant}` : `${name}: it needs itself: ${cycle}`]
}
