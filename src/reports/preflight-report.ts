/** The page of `tskmod preflight`. */
import { toByteString } from '../base/names.ts'
import type { DeniedNeed } from '../questions/compare/denied-needs.ts'
import {
  PREFLIGHT_STATES,
  type PreflightName,
  type PreflightParameter,
  type PreflightResult,
  type PreflightState,
} from '../questions/compare/preflight.ts'
import { counted, groupDigits, type Style, type Styled, type TextReport } from './text-kit.ts'

/** What the page of `tskmod preflight` says. */
export interface PreflightAnswer {
  /** Which kernels were compared. */
  readonly before: string
  readonly after: string
  readonly result: PreflightResult
  /** Whether to list also what is kept, new or unknown. */
  readonly listAll: boolean
}

/** What is listed without --details. */
const ALWAYS: ReadonlySet<PreflightState> = new Set(['gone', 'module', 'built-in'])

const STYLES: Readonly<Record<PreflightState, Style>> = {
  gone: 'bad',
  module: 'warn',
  'built-in': 'aside',
  kept: 'good',
  new: 'good',
  unknown: 'aside',
}

/** Writes what will be missing in the other kernel, what has taken over, and what else changes for what is named. */
export function writePreflight(page: TextReport, answer: PreflightAnswer): void {
  const { before, after, result, listAll } = answer
  page.line(verdictOf(result))
  page.table([
    [{ text: 'from', style: 'aside' }, before],
    [{ text: 'to', style: 'aside' }, after],
  ])
  page.blank()
  const counts = PREFLIGHT_STATES.flatMap((state) => {
    const count = result.names.filter((name) => name.state === state).length
    return count === 0 ? [] : [`${groupDigits(count)} ${state}`]
  })
  page.items(
    `${counted(result.names.length, 'name')} in the configuration${counts.length > 0 ? ':' : ''}`,
    counts,
  )
  for (const name of result.names) if (listAll || ALWAYS.has(name.state)) writeName(page, name)
  writeParameters(page, result.parameters)
  writeDenied(page, result.denied)
}

function verdictOf({ isFine, names }: PreflightResult): Styled {
  if (!isFine) return { text: 'Something that is named will be missing', style: 'bad' }
  return names.length === 0
    ? { text: 'The configuration names no module', style: 'aside' }
    : { text: 'All that is named is there', style: 'good' }
}

/** Names of one kind stand in many files. */
const MOST_SUCCESSORS = 5

function writeName(page: TextReport, { word, state, namedIn, after, successors }: PreflightName): void {
  const shown = toByteString(word)
  page.heading(shown, state)
  const resolved = after.filter((modname) => modname !== shown.replaceAll('-', '_'))
  if (resolved.length > 0 && state !== 'gone') page.items('is', resolved)
  page.items(
    'named in',
    namedIn.map(({ file, kind }) => `${toByteString(file)} (${kind})`),
  )
  if (state === 'gone') writeSuccessors(page, successors)
  if (state === 'module') page.paragraph(['It has to be loaded now: an initramfs may need it.'])
}

function writeSuccessors(page: TextReport, successors: PreflightName['successors']): void {
  if (successors.length === 0) {
    page.paragraph([{ text: 'No module has its aliases or exports.', style: STYLES.gone }])
    return
  }
  const more = successors.length - MOST_SUCCESSORS
  page.items('taken over by', [
    ...successors.slice(0, MOST_SUCCESSORS).map(({ modname, isBuiltin, aliases, exports }) => {
      const had = [
        ...(aliases > 0 ? [counted(aliases, 'alias', 'aliases')] : []),
        ...(exports > 0 ? [counted(exports, 'export')] : []),
      ]
      return `${modname}${isBuiltin && modname !== 'the kernel' ? ' (built in)' : ''}: ${had.join(' and ')}`
    }),
    ...(more > 0 ? [`and ${groupDigits(more)} more`] : []),
  ])
}

const PARAMETER_TEXT: Readonly<Record<PreflightParameter['state'], string>> = {
  gone: 'is no parameter any more',
  unknown: 'is a parameter in neither kernel',
  builtin: 'is one of a builtin module now: only the kernel command line sets it',
}

function writeParameters(page: TextReport, parameters: readonly PreflightParameter[]): void {
  if (parameters.length === 0) return
  page.heading('parameters', counted(parameters.length, 'remark'))
  for (const { modname, parameter, file, state } of parameters)
    page.paragraph(
      [
        { text: `${modname}.${parameter}`, style: state === 'gone' ? 'bad' : 'warn' },
        `${PARAMETER_TEXT[state]} (${file})`,
      ],
      2,
      4,
    )
}

const DENIED_TEXT: Readonly<Record<DeniedNeed['by'], string>> = {
  install: 'which an install line refuses to load',
  omit: 'which dracut leaves out of the initramfs',
  blacklist: 'which is blacklisted; as a dependency it is loaded all the same',
}

function writeDenied(page: TextReport, denied: readonly DeniedNeed[]): void {
  if (denied.length === 0) return
  page.heading('needs something that is denied', counted(denied.length, 'module'))
  for (const { modname, needs, via, by, file, isNamed, isNew } of denied)
    page.paragraph(
      [
        { text: modname, style: isNamed && by !== 'blacklist' ? 'bad' : 'warn' },
        `needs ${needs}${via === undefined ? '' : ` by its softdep ${via}`}${isNew ? ', and did not before' : ''}, ${DENIED_TEXT[by]} (${file})`,
      ],
      2,
      4,
    )
}
