/** What `tskmod closure` prints of modules that are left out, of configuration that does nothing, and of what is missing. */
import { strerror } from '../base/strerror.ts'
import type { ClosureNote } from '../questions/closure/closure-notes.ts'
import type { ClosureMissing, ClosureResult } from '../questions/closure/closure-result.ts'
import type { LoadStop } from '../questions/load-attempt.ts'
import { type Cell, counted, type TextReport } from './text-kit.ts'

/** Longer lists are cut, and the rest is counted. */
const MOST_LISTED = 60

export function writeLeftOut(page: TextReport, { leftOut }: Pick<ClosureResult, 'leftOut'>): void {
  if (leftOut.length === 0) return
  page.heading('Left out', 'the configuration of modprobe stops them')
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

/** Why modprobe does not load a module, as the end of a sentence about it. */
export function stopText(stop: LoadStop): string {
  switch (stop.by) {
    case 'blacklist':
      return 'blacklisted, which stops aliases'
    case 'install':
      return `install ${stop.command}`
    case 'dependency':
      return stop.command === undefined
        ? `needs ${stop.modname}, which is missing`
        : `needs ${stop.modname}, which has install ${stop.command}`
    case 'file':
      return `${stop.path} does not exist`
    case 'alias':
      return `an alias of modprobe.d leads to ${stop.target}, which is no module`
    case 'cycle':
      return `modules need each other in a cycle: ${stop.cycle.join(' -> ')}`
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
export const remarkLines = (
  { leftOut, notes }: Pick<ClosureResult, 'leftOut' | 'notes'>,
  { directory, isComplete }: { readonly directory?: string | undefined; readonly isComplete: boolean },
): string[] => [
  ...(directory !== undefined && !isComplete ? [`nothing is installed below ${directory}`] : []),
  ...leftOut.map(({ modname, stop }) => `${modname} is excluded: ${stopText(stop)}`),
  ...notes.map((note) => `${note.modname}: ${noteText(note)}`),
]

/** As the end of a sentence about its module. */
export function noteText(note: ClosureNote): string {
  switch (note.kind) {
    case 'install-void':
      return `install ${note.command} has no effect: modprobe ignores it because of a softdep (${note.softdeps.join(', ')})`
    case 'install-command':
      return `modprobe runs a command in its place: ${note.command}`
    case 'blacklist-void':
      return 'blacklisted, which stops aliases only: it still loads by name and as a dependency'
    case 'softdep-lines':
      return `modprobe uses its first softdep line only; others name ${note.words.join(', ')}`
    case 'stale-copy':
      return `the index names ${note.path}; depmod would choose ${note.preferred}`
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

/** Required things come first, one per line; a long rest is counted. */
const MOST_OPTIONAL = 8

export function writeMissing(
  page: TextReport,
  { missing }: Pick<ClosureResult, 'missing'>,
  listAll: boolean,
): void {
  if (missing.length === 0) return
  const bad = missing.filter(({ isAllowed }) => !isAllowed)
  const optional = missing.filter(({ isAllowed }) => isAllowed)
  page.heading(
    'Missing',
    bad.length === 0 ? 'nothing that is required' : counted(bad.length, 'required item'),
  )
  page.table(bad.slice(0, MOST_LISTED).map(missingRow))
  if (bad.length > MOST_LISTED)
    page.paragraph([`and ${counted(bad.length - MOST_LISTED, 'more thing')}; --print missing lists them`])
  writeAdvice(page, bad)
  if (listAll || optional.length <= MOST_OPTIONAL) page.table(optional.map(missingRow))
  else
    for (const [kind, label] of Object.entries(KINDS)) {
      const count = optional.filter((piece) => piece.kind === kind).length
      if (count > 0)
        page.paragraph([
          `${counted(count, `optional ${kind === 'firmware' ? 'firmware file' : label}`)}; --print missing lists them`,
        ])
    }
}

/** What to do about modules and symbols that are not there, or about files that are damaged. */
function writeAdvice(page: TextReport, bad: readonly ClosureMissing[]): void {
  const has = (...kinds: readonly ClosureMissing['kind'][]): boolean =>
    bad.some(({ kind }) => kinds.includes(kind))
  const isDamaged = bad.some(({ kind, errno }) => kind === 'unreadable' && errno === undefined)
  if (isDamaged || has('provider', 'file'))
    page.paragraph([
      'Install these modules from the package of this kernel; where the tree is a subset, add them to it.',
    ])
  else if (has('symbol')) page.paragraph(['Neither the kernel nor a module has it: install one that does.'])
}

function missingRow(missing: ClosureMissing): Cell[] {
  const { kind, name, for: by, isAllowed, suggestions, errno, cycle = [] } = missing
  const label = { text: KINDS[kind], style: isAllowed ? 'warn' : 'bad' } as const
  const user = by === undefined ? '' : `, for ${by}`
  const meant = suggestions === undefined ? '' : `; did you mean ${suggestions.join(', or ')}?`
  if (kind === 'unreadable')
    return [label, `${name}${user}: ${errno === undefined ? 'its file is cut or damaged' : strerror(errno)}`]
  if (kind !== 'cycle') return [label, `${name}${user}${meant}`]
  const what = cycle.includes(name) ? 'it needs itself' : 'it needs modules that need each other'
  return [label, `${name}${user}: ${what}: ${cycle.join(' -> ')}`]
}
